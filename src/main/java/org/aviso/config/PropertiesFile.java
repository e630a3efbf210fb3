package org.aviso.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A properties file in UTF-8, with what {@link Properties} forgets: where a key stands, and that it
 * stands there twice.
 *
 * @param texts in the order of the file
 * @param lines first line is 1; of a repeated key the last
 * @param repeated keys that stand there more than once
 */
record PropertiesFile(
    Map<String, String> texts, Map<String, Integer> lines, List<String> repeated) {

  /**
   * @throws java.nio.charset.CharacterCodingException when it is not UTF-8
   * @throws IllegalArgumentException on a malformed {@code \\u} escape
   */
  static PropertiesFile read(Path file) throws IOException {
    var texts = new LinkedHashMap<String, String>();
    var lines = new LinkedHashMap<String, Integer>();
    var repeated = new ArrayList<String>();
    var logicalLine = new StringBuilder();
    int number = 0;
    int start = 1;
    String[] written = Files.readString(file).split("\r\n|\r|\n", -1);
    for (String line : written) {
      number++;
      boolean comment = logicalLine.length() == 0 && line.stripLeading().matches("[#!].*");
      if (logicalLine.length() == 0) {
        start = number;
      }
      logicalLine.append(line).append('\n');
      if (!comment && continues(line) && number < written.length) {
        continue;
      }
      var one = new Properties();
      one.load(new StringReader(logicalLine.toString()));
      logicalLine.setLength(0);
      for (String key : one.stringPropertyNames()) {
        if (texts.put(key, one.getProperty(key)) != null) {
          repeated.add(key);
        }
        lines.put(key, start);
      }
    }
    return new PropertiesFile(texts, lines, repeated);
  }

  /** An odd number of backslashes at the end: the next line belongs to this one. */
  private static boolean continues(String line) {
    int backslashes = 0;
    for (int at = line.length() - 1; at >= 0 && line.charAt(at) == '\\'; at--) {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }
}
