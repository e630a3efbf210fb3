package org.aviso.routing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aviso.config.Finding;
import org.aviso.config.FolderDigest;

/**
 * Counsel's folder as it was at one instant: every file read once, links refused. Does not change.
 *
 * @param routings by notice; only those without findings
 * @param relays all batches
 * @param digests SHA-256 (hex) of the bytes by target ({@code routing/<notice>}, {@code
 *     relays/<batch>}), faulty files included
 * @param findings what {@code check} shows
 */
public record CounselFolder(
    SortedMap<String, Routing> routings,
    Relays relays,
    Map<String, String> digests,
    List<Finding> findings) {
  /** Folders that hold no notice. */
  private static final List<String> NO_NOTICE = List.of("relays", "approvals");

  public CounselFolder {
    routings = Collections.unmodifiableSortedMap(new TreeMap<>(routings));
    digests = Map.copyOf(digests);
    findings = List.copyOf(findings);
  }

  /** Never throws: what cannot be read is a finding, and then nothing of it is in force. */
  public static CounselFolder read(Path folder) {
    return new Reading(folder).folder();
  }

  /** The routing of a notice, unless it is missing or faulty. */
  public Optional<Routing> routing(String notice) {
    return Optional.ofNullable(routings.get(notice));
  }

  /** SHA-256 (hex) of the target's bytes, faulty or not. */
  public Optional<String> digest(String target) {
    return Optional.ofNullable(digests.get(target));
  }

  private static final class Reading {
    private final Path root;
    private final SortedMap<String, Routing> routings = new TreeMap<>();
    private final List<RelayBatch> batches = new ArrayList<>();
    private final Map<String, String> digests = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();

    Reading(Path root) {
      this.root = root;
    }

    CounselFolder folder() {
      for (Path entry : entries(root)) {
        String name = entry.getFileName().toString();
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && !NO_NOTICE.contains(name)) {
          notice(entry, name);
        }
      }
      Path relays = root.resolve("relays");
      if (Files.isDirectory(relays, LinkOption.NOFOLLOW_LINKS)) {
        entries(relays).forEach(this::relays);
      }
      routings.values().forEach(this::checkSuperseded);
      return new CounselFolder(routings, Relays.of(batches), digests, findings);
    }

    private void notice(Path folder, String name) {
      Path file = folder.resolve("routing.yaml");
      entries(folder);
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        if (!Files.isSymbolicLink(file)) {
          found(folder, "there is no routing.yaml", "write one, or remove the folder");
        }
        return;
      }
      bytes(file)
          .ifPresent(
              bytes -> {
                digests.put("routing/" + name, FolderDigest.of(bytes));
                RoutingFile read = RoutingFile.of(bytes, file.toString());
                if (read instanceof RoutingFile.Faulty faulty) {
                  findings.addAll(faulty.findings());
                } else if (read instanceof RoutingFile.Sound sound) {
                  inForce(sound.routing(), name, file);
                }
              });
    }

    private void inForce(Routing routing, String name, Path file) {
      if (routing.notice().equals(name)) {
        routings.put(name, routing);
      } else {
        found(
            file,
            "notice: " + routing.notice() + " lies in the folder " + name,
            "the folder is called as the notice");
      }
    }

    private void relays(Path file) {
      String name = file.getFileName().toString();
      if (name.endsWith(".yaml")) {
        batch(file, name.substring(0, name.length() - ".yaml".length()));
      } else if (!name.endsWith(".md") && !name.endsWith(".schema.json")) {
        found(file, "is not read: the name of a batch ends in .yaml", "rename or remove it");
      }
    }

    private void batch(Path file, String name) {
      Optional<byte[]> bytes = bytes(file);
      if (bytes.isEmpty()) {
        batches.add(RelayBatch.unreadable(name));
        return;
      }
      String digest = FolderDigest.of(bytes.get());
      digests.put("relays/" + name, digest);
      RelayReader.Read read = RelayReader.of(bytes.get(), name, digest, file.toString());
      batches.add(read.batch());
      findings.addAll(read.findings());
    }

    private void checkSuperseded(Routing routing) {
      String older = routing.supersedes();
      if (older != null && !digests.containsKey("routing/" + older)) {
        found(
            root.resolve(routing.notice()).resolve("routing.yaml"),
            "supersedes: " + older + " names no notice of this folder",
            "correct the name");
      }
    }

    /** In the order of their names; links are findings and left out. */
    private List<Path> entries(Path folder) {
      try (Stream<Path> entries = Files.list(folder)) {
        List<Path> kept = new ArrayList<>();
        for (Path entry : entries.sorted().toList()) {
          if (Files.isSymbolicLink(entry)) {
            found(entry, "is a link", "put the file itself here");
            mayHoldVetoes(entry);
          } else {
            kept.add(entry);
          }
        }
        return kept;
      } catch (IOException e) {
        unreadable(folder, e);
        return List.of();
      }
    }

    /** What was left out among the relays, or instead of them. */
    private void mayHoldVetoes(Path link) {
      Path within = root.relativize(link);
      if (within.getName(0).toString().equals("relays")) {
        batches.add(RelayBatch.unreadable(within.toString()));
      }
    }

    private Optional<byte[]> bytes(Path file) {
      try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.of(in.readAllBytes());
      } catch (IOException e) {
        unreadable(file, e);
        return Optional.empty();
      }
    }

    private void unreadable(Path path, IOException e) {
      found(
          path,
          "cannot be read (" + e.getClass().getSimpleName() + ")",
          "check that it is there and that this user may read it");
    }

    private void found(Path path, String what, String mend) {
      findings.add(new Finding(path.toString(), 0, what, mend));
    }
  }
}
