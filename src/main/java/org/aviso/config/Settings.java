package org.aviso.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the operator set, read once at the start: {@code -D} before environment before file before
 * default. Relative paths given by {@code -D} or the environment start at the working directory,
 * those in the file and the defaults at the root (where {@code routes/} and {@code templates/}
 * lie). A blank value means: not set.
 */
public final class Settings {
  /** Whether real people can be reached. */
  public enum Mode {
    SANDBOX,
    LIVE
  }

  /** Who lets a wave go. */
  public enum Release {
    MANUAL,
    AUTO
  }

  /** What creates text messages at the provider. */
  public enum SmsClient {
    /** One request over kept-open connections, no more. */
    DIRECT,
    /** camel-twilio and Twilio's SDK, over the same connections. */
    CAMEL
  }

  /** Who answers STOP. */
  public enum OptOutBy {
    AVISO,
    PROVIDER
  }

  /** How a connection is protected. {@code REQUIRED}: STARTTLS or nothing. */
  public enum Tls {
    REQUIRED,
    IMPLICIT,
    NONE
  }

  /** A cluster node's part. */
  public enum Role {
    INTAKE,
    WORKER,
    RECEIPTS,
    MONITOR
  }

  private final Map<Setting<?>, Object> values;
  private final Map<String, String> camel;
  private final String file;

  private Settings(Map<Setting<?>, Object> values, Map<String, String> camel, Path file) {
    this.values = values;
    this.camel = camel;
    this.file = file == null ? "config/aviso.properties" : file.toString();
  }

  /** The file it was read from, or would be, as messages name it. */
  public String file() {
    return file;
  }

  /**
   * The root is the system property {@code aviso.root}, else the working directory.
   *
   * @see #load(Path, Map, Map, Path)
   */
  public static Settings load(
      Path file, Map<String, String> environment, Map<String, String> defines) {
    return load(file, environment, defines, Path.of(System.getProperty("aviso.root", "")));
  }

  /**
   * @param file a properties file in UTF-8; null when there is none
   * @param defines what {@code -D key=value} gave
   * @throws BadSettings with everything that is wrong
   */
  public static Settings load(
      Path file, Map<String, String> environment, Map<String, String> defines, Path root) {
    return new Reader(file, environment, defines, root).read();
  }

  /**
   * @throws IllegalStateException when neither set nor given by default; ask {@link #find} for such
   *     a key
   */
  public <T> T get(Setting<T> setting) {
    return find(setting).orElseThrow(() -> new IllegalStateException(setting + " is not set"));
  }

  @SuppressWarnings("unchecked") // Reader puts what the setting's own form made
  public <T> Optional<T> find(Setting<T> setting) {
    return Optional.ofNullable((T) values.get(setting));
  }

  public boolean live() {
    return get(Setting.MODE) == Mode.LIVE;
  }

  /** Absolute. */
  public Path home() {
    return get(Setting.HOME);
  }

  /** Where the key lies that seals personal values, unless a command prints it. */
  public Path ledgerKeyFile() {
    return find(Setting.LEDGER_KEY_FILE).orElseGet(() -> home().resolve("keys/ledger.key"));
  }

  /** {@code camel.*}, as written, for camel-main; from the file and {@code -D}. */
  public Map<String, String> camelProperties() {
    return camel;
  }

  /** What is set, secrets masked. */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining("\n"));
  }

  /** One loading: the layers, strongest first, and what was found wrong so far. */
  private static final class Reader {
    private final List<Layer> layers;
    private final Path root;
    private final Path file;
    private final List<Finding> findings = new ArrayList<>();

    Reader(Path file, Map<String, String> environment, Map<String, String> defines, Path root) {
      this.root = root.toAbsolutePath();
      this.file = file;
      var here = Path.of("").toAbsolutePath();
      layers =
          List.of(
              new Layer("-D", defines, Map.of(), here),
              new Layer("environment", known(environment), Map.of(), here),
              file(file));
    }

    Settings read() {
      layers.forEach(this::refuseUnknown);
      Mode mode = value(Setting.MODE, Mode.SANDBOX).orElse(Mode.SANDBOX);
      var values = new LinkedHashMap<Setting<?>, Object>();
      Setting.all()
          .forEach(setting -> value(setting, mode).ifPresent(value -> values.put(setting, value)));
      if (!findings.isEmpty()) {
        throw new BadSettings(findings.stream().distinct().toList());
      }
      return new Settings(values, camel(), file);
    }

    private <T> Optional<T> value(Setting<T> setting, Mode mode) {
      for (Layer layer : layers) {
        Optional<String> text = layer.find(setting.key());
        Optional<String> secretFile =
            setting.secret() ? layer.find(setting.key() + "-file") : Optional.empty();
        if (text.isPresent() && secretFile.isPresent()) {
          findings.add(
              layer.finding(
                  setting.key(),
                  setting.key() + " is given both itself and as " + setting.key() + "-file",
                  "keep one of the two"));
          return Optional.empty();
        }
        if (secretFile.isPresent()) {
          return secret(layer, setting, secretFile.get())
              .flatMap(content -> form(layer, setting, content));
        }
        if (text.isPresent()) {
          return text.get().isBlank()
              ? byDefault(setting, mode)
              : form(layer, setting, text.get().strip());
        }
      }
      return byDefault(setting, mode);
    }

    private <T> Optional<T> byDefault(Setting<T> setting, Mode mode) {
      return Optional.ofNullable(setting.byDefault(mode))
          .map(text -> setting.form().reading().apply(text, root));
    }

    private <T> Optional<T> form(Layer layer, Setting<T> setting, String text) {
      try {
        return Optional.of(setting.form().reading().apply(text, layer.base()));
      } catch (RuntimeException broken) {
        String fallback = setting.byDefault(Mode.LIVE);
        findings.add(
            layer.finding(
                setting.key(),
                setting.key()
                    + (setting.secret() ? "" : " \"" + Finding.visible(text) + "\"")
                    + " is not "
                    + setting.form().rule(),
                "write "
                    + setting.form().rule()
                    + (fallback == null ? "" : "; the default is " + fallback)));
        return Optional.empty();
      }
    }

    private Optional<String> secret(Layer layer, Setting<?> setting, String fileName) {
      String key = setting.key() + "-file";
      try {
        String content = Files.readString(layer.base().resolve(fileName.strip())).strip();
        if (!content.isEmpty()) {
          return Optional.of(content);
        }
        findings.add(
            layer.finding(
                key, key + " names " + fileName + ", which is empty", "put the secret in it"));
      } catch (IOException | RuntimeException unreadable) {
        findings.add(
            layer.finding(
                key,
                key + " names " + fileName + ", which cannot be read",
                "name a file in UTF-8 that this user may read"));
      }
      return Optional.empty();
    }

    private void refuseUnknown(Layer layer) {
      for (String key : layer.texts().keySet()) {
        if (!key.startsWith("camel.") && !keys().contains(key)) {
          findings.add(
              layer.finding(
                  key,
                  key + " is not a key of Aviso",
                  "the nearest one is " + Nearest.of(key, keys(), 1).get(0)));
        }
      }
    }

    private Map<String, String> camel() {
      var properties = new TreeMap<String, String>();
      for (int weakest = layers.size() - 1; weakest >= 0; weakest--) {
        layers
            .get(weakest)
            .texts()
            .forEach(
                (key, text) -> {
                  if (key.startsWith("camel.")) {
                    properties.put(key, text);
                  }
                });
      }
      return properties;
    }

    private Layer file(Path file) {
      if (file == null) {
        return new Layer("no file", Map.of(), Map.of(), root);
      }
      try {
        PropertiesFile properties = PropertiesFile.read(file);
        properties
            .repeated()
            .forEach(
                key ->
                    findings.add(
                        new Finding(
                            file.toString(),
                            properties.lines().get(key),
                            key + " stands there twice",
                            "keep one line")));
        return new Layer(file.toString(), properties.texts(), properties.lines(), root);
      } catch (CharacterCodingException notUtf8) {
        findings.add(new Finding(file.toString(), 0, "it is not UTF-8", "save it as UTF-8"));
      } catch (IOException | IllegalArgumentException unreadable) {
        findings.add(
            new Finding(
                file.toString(),
                0,
                Files.exists(file)
                    ? "it cannot be read as a properties file"
                    : "there is no such file",
                "name a properties file this user may read"));
      }
      return new Layer(file.toString(), Map.of(), Map.of(), root);
    }

    /** Only variables that are the name of a key; the environment holds much that is not ours. */
    private static Map<String, String> known(Map<String, String> environment) {
      var texts = new LinkedHashMap<String, String>();
      for (String key : keys()) {
        String text = environment.get(Setting.variable(key));
        if (text != null) {
          texts.put(key, text);
        }
      }
      return texts;
    }

    private static List<String> keys() {
      var keys = new ArrayList<String>();
      for (Setting<?> setting : Setting.all()) {
        keys.add(setting.key());
        if (setting.secret()) {
          keys.add(setting.key() + "-file");
        }
      }
      return keys;
    }
  }

  /**
   * One source of texts.
   *
   * @param lines line of each key, where there are lines
   * @param base where its relative paths start
   */
  private record Layer(
      String name, Map<String, String> texts, Map<String, Integer> lines, Path base) {
    Optional<String> find(String key) {
      return Optional.ofNullable(texts.get(key));
    }

    Finding finding(String key, String what, String mend) {
      return new Finding(name, lines.getOrDefault(key, 0), what, mend);
    }
  }
}
