package org.aviso.person;

/**
 * Name of a contact within its person: {@code C-1}, {@code C-2} … Never reused; a changed value is
 * a new contact.
 */
public record ContactId(int number) implements Comparable<ContactId> {
  public ContactId {
    if (number < 1) {
      throw new IllegalArgumentException("A contact number starts at 1, was: " + number);
    }
  }

  /**
   * @throws IllegalArgumentException unless {@code C-} and a positive number
   */
  public static ContactId parse(String text) {
    if (!text.matches("C-[1-9][0-9]{0,5}")) {
      throw new IllegalArgumentException("A contact id is C- and a number, such as C-1");
    }
    return new ContactId(Integer.parseInt(text.substring(2)));
  }

  @Override
  public int compareTo(ContactId other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return "C-" + number;
  }
}
