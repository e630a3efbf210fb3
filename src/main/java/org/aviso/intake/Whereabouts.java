package org.aviso.intake;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.aviso.person.Column;

/**
 * The countries a row points to: where it says the person lives and where it says they were taken.
 * Nationality is no such hint.
 *
 * @param countries ISO 3166 alpha-2; {@link #NOWHERE} for a name that is not known; empty when the
 *     row is silent
 */
record Whereabouts(Set<String> countries) {
  /** A country is named, but not one we know: nothing may be assumed. */
  static final String NOWHERE = "ZZ";

  static final Whereabouts SILENT = new Whereabouts(Set.of());
  static final Whereabouts UNITED_STATES = new Whereabouts(Set.of("US"));
  private static final Whereabouts MEXICO = new Whereabouts(Set.of("MX"));

  private static final Set<String> US_STATES =
      Set.of(
          ("AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND"
                  + " OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC ALABAMA ALASKA ARIZONA ARKANSAS CALIFORNIA"
                  + " COLORADO CONNECTICUT DELAWARE FLORIDA GEORGIA HAWAII IDAHO ILLINOIS INDIANA IOWA KANSAS"
                  + " KENTUCKY LOUISIANA MAINE MARYLAND MASSACHUSETTS MICHIGAN MINNESOTA MISSISSIPPI MISSOURI MONTANA"
                  + " NEBRASKA NEVADA NEWHAMPSHIRE NEWJERSEY NEWMEXICO NEWYORK NORTHCAROLINA NORTHDAKOTA OHIO OKLAHOMA"
                  + " OREGON PENNSYLVANIA RHODEISLAND SOUTHCAROLINA SOUTHDAKOTA TENNESSEE TEXAS UTAH VERMONT VIRGINIA"
                  + " WASHINGTON WESTVIRGINIA WISCONSIN WYOMING")
              .split(" "));
  private static final Set<String> MEXICAN_STATES =
      Set.of(
          ("BC BCN BCS SON CHIH COAH NL TAMPS TAM BAJACALIFORNIA BAJACALIFORNIANORTE BAJACALIFORNIASUR SONORA"
                  + " CHIHUAHUA COAHUILA NUEVOLEON TAMAULIPAS SINALOA DURANGO JALISCO CHIAPAS OAXACA MICHOACAN"
                  + " GUERRERO CDMX")
              .split(" "));

  /** @param cell the row's cells, null when blank */
  static Whereabouts of(Function<Column, String> cell, IntakeConfig config) {
    String country = cell.apply(Column.COUNTRY);
    String removal = cell.apply(Column.REMOVAL_COUNTRY);
    if (country == null && removal == null) {
      return state(cell.apply(Column.STATE));
    }
    Set<String> countries = new LinkedHashSet<>(2);
    if (country == null) {
      countries.addAll(state(cell.apply(Column.STATE)).countries());
    } else {
      countries.add(known(country, config));
    }
    if (removal != null) {
      countries.add(known(removal, config));
    }
    return new Whereabouts(countries);
  }

  boolean silent() {
    return countries.isEmpty();
  }

  private static String known(String name, IntakeConfig config) {
    String code = config.country(name);
    return code == null ? NOWHERE : code;
  }

  private static Whereabouts state(String cell) {
    if (cell == null) {
      return SILENT;
    }
    String state = Folding.of(cell);
    return US_STATES.contains(state) ? UNITED_STATES : MEXICAN_STATES.contains(state) ? MEXICO : SILENT;
  }
}
