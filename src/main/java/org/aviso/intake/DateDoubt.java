package org.aviso.intake;

/**
 * Why a date such as 03/04/1980 may not have the month first, as lists have by custom: other dates
 * of its column, which can be read in one way only, have the day first.
 */
public enum DateDoubt {
  /** Some have the day first, some the month. */
  MIXED,
  /** All have the day first. */
  DAY_FIRST
}
