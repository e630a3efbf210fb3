package org.aviso;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.pipeline.Signatory;
import org.aviso.pipeline.Tables;
import org.aviso.routing.approval.ApprovalFolder;
import org.aviso.routing.approval.Counsel;
import org.aviso.routing.approval.InForce;
import org.aviso.routing.approval.SigningKey;
import org.aviso.routing.approval.Standing;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * The project as it would be once counsel had signed it: a copy of routes, templates, config and
 * samples, signed by two counsel whose keys live in this JVM alone. While tests run {@code
 * aviso.root} is this copy, made once; what else the project holds is linked into it.
 *
 * <p>A test that changes a signed file calls {@link #sign} afterwards, unless it wants it inert.
 */
public final class SignedHouse implements LauncherSessionListener {
  public static final SigningKey ADA = SigningKey.generate();
  public static final SigningKey BEN = SigningKey.generate();
  private static final Instant SIGNED = Instant.parse("2026-01-02T00:00:00Z");
  private static final LocalDate EXPIRES = LocalDate.of(2099, 12, 31);
  private static final List<String> COPIED = List.of("routes", "templates", "config", "samples");

  /** One in this JVM; none where mutation testing starts JVMs for tests that need no signature. */
  private static Path house;

  private String real;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (Boolean.getBoolean("aviso.unsigned")) {
      return;
    }
    real = System.getProperty("aviso.root");
    if (house == null) {
      house = build(Path.of(real == null ? "" : real).toAbsolutePath());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(house)));
    }
    System.setProperty("aviso.root", house.toString());
  }

  private static Path build(Path project) {
    try {
      Path house = Files.createTempDirectory("aviso-signed-house-");
      try (Stream<Path> entries = Files.list(project)) {
        for (Path entry : entries.toList()) {
          String name = entry.getFileName().toString();
          if (COPIED.contains(name)) {
            copy(entry, house.resolve(name));
          } else {
            Files.createSymbolicLink(house.resolve(name), entry);
          }
        }
      }
      sign(house);
      return house;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    if (real != null) {
      System.setProperty("aviso.root", real);
    }
  }

  private static void delete(Path house) {
    try (Stream<Path> files = Files.walk(house)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Signs, of a folder that holds routes/, templates/ and config/, what is not in force. */
  public static void sign(Path root) throws IOException {
    sign(settings(root), root);
  }

  /** Of a folder that holds routes/ and templates/. */
  public static Settings settings(Path root) {
    return Settings.load(
        null,
        Map.of(),
        Map.of(
            "aviso.routing.dir", root.resolve("routes/counsel").toString(),
            "aviso.templates.dir", root.resolve("templates").toString()),
        root);
  }

  /** The same with the folders of these settings. */
  public static void sign(Settings settings, Path root) throws IOException {
    Signatory signatory = signatory(settings, root);
    Path folder = settings.get(Setting.ROUTING_DIR);
    if (!signatory.policy().approved().inForce().inForce(InForce.ROLL)) {
      propose(folder, "Ada Sample", ADA);
      propose(folder, "Ben Sample", BEN);
      approve(signatory, InForce.ROLL, ADA);
      approve(signatory, InForce.ROLL, BEN);
    }
    for (Standing standing : signatory.policy().approved().inForce().standings().values()) {
      if (!standing.inForce() && standing.target().matches("[^/]+/[^/]+")) {
        // A file with a mistake in it cannot be approved, and stays inert.
        approve(signatory, standing.target(), ADA);
        approve(signatory, standing.target(), BEN);
      }
    }
  }

  public static Signatory signatory(Settings settings, Path root) {
    return new Signatory(
        settings, Tables.read(root.resolve("config")), Clock.fixed(SIGNED, ZoneOffset.UTC));
  }

  public static void propose(Path folder, String name, SigningKey key) throws IOException {
    ApprovalFolder.read(folder).propose(new Counsel(name, key.open(), Counsel.KINDS, null, null));
  }

  public static Signatory.Result approve(Signatory signatory, String target, SigningKey key)
      throws IOException {
    return signatory.approve(target, key, EXPIRES, false, "");
  }

  public static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
