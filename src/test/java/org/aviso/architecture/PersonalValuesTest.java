package org.aviso.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.aviso.delivery.OutgoingMessage;
import org.aviso.intake.Rival;
import org.aviso.person.ANumber;
import org.aviso.person.Column;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.Dossier;
import org.aviso.person.LanguageTag;
import org.aviso.person.Person;
import org.aviso.person.PersonId;
import org.aviso.person.Sourced;
import org.aviso.template.Fields;
import org.aviso.template.Rendered;
import org.aviso.template.TextLanguages;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is personal does not print itself, so that no log line, exception or failed test ever shows
 * it.
 */
class PersonalValuesTest {
  private static final String PERSONAL = "personal";
  private static final LocalDate BIRTH_DATE = LocalDate.of(1990, 1, 1);

  /** Components that may be printed: ids and tokens that say nothing of the person. */
  private static final Set<String> OPAQUE = Set.of("reference", "source", "list");

  static Stream<Class<?>> personal_records() {
    return Stream.of(
        ANumber.class,
        Contact.class,
        Dossier.class,
        Person.class,
        Sourced.class,
        Rival.class,
        Fields.class,
        Rendered.class,
        OutgoingMessage.class);
  }

  @ParameterizedTest
  @MethodSource("personal_records")
  void a_personal_record_prints_nothing_personal(Class<?> type)
      throws ReflectiveOperationException {
    Object value = filled(type);

    assertThat(value.toString())
        .isNotBlank()
        .doesNotContain(PERSONAL, BIRTH_DATE.toString(), "999000");
  }

  /**
   * Every text of the record says "personal"; a component of another type gets something of its
   * kind.
   */
  private static Object filled(Class<?> type) throws ReflectiveOperationException {
    if (type == ANumber.class) {
      return new ANumber("999000123");
    }
    List<Class<?>> types = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      types.add(component.getType());
      values.add(value(component));
    }
    Constructor<?> constructor = type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
    return constructor.newInstance(values.toArray());
  }

  private static Object value(RecordComponent component) throws ReflectiveOperationException {
    Class<?> type = component.getType();
    if (type == String.class) {
      return OPAQUE.contains(component.getName()) ? "opaque" : PERSONAL;
    }
    if (type == PersonId.class) {
      return PersonId.random();
    }
    if (type == LanguageTag.class) {
      return new LanguageTag("es");
    }
    if (type == TextLanguages.class) {
      return TextLanguages.of(new LanguageTag("es"));
    }
    if (type == LocalDate.class) {
      return component.getName().equals("birthDate") ? BIRTH_DATE : LocalDate.of(2026, 10, 30);
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    if (type == ContactId.class) {
      return new ContactId(1);
    }
    if (type.isRecord()) {
      return filled(type);
    }
    if (type == boolean.class) {
      return false;
    }
    if (type == int.class) {
      return 1;
    }
    if (type == long.class) {
      return 1L;
    }
    if (type == List.class) {
      return List.of(filled(Contact.class));
    }
    if (type == Set.class) {
      return Set.of();
    }
    if (type == Map.class) {
      return Map.of(Column.LAST_NAME, filled(Sourced.class));
    }
    throw new IllegalStateException("No value for " + component);
  }
}
