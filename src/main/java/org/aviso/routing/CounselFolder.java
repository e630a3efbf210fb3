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
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aviso.config.Finding;
import org.aviso.config.FolderDigest;
import org.aviso.config.YamlFile;

/**
 * Counsel's folder as it was at one instant: every file read once, links refused. Does not change.
 *
 * @param routings by notice; only those without findings
 * @param relays all batches
 * @param digests SHA-256 (hex) of the bytes by target ({@code routing/<notice>}, {@code
 *     relays/<batch>}), faulty files included
 * @param doubts what routings that are not in force may say of other notices
 * @param written what each of the routings was read from
 * @param findings what {@code check} shows
 */
public record CounselFolder(
    SortedMap<String, Routing> routings,
    Relays relays,
    Map<String, String> digests,
    Doubts doubts,
    Map<String, YamlFile> written,
    List<Finding> findings) {
  /**
   * Notices that nobody can say are not superseded. A notice once superseded must not send again
   * because the routing that took its place has a mistake in it now.
   *
   * @param named {@code supersedes} of a routing that is not in force names them
   * @param unreadable notices whose routing cannot be read, and may supersede any other
   */
  public record Doubts(Set<String> named, Set<String> unreadable) {
    public Doubts {
      named = Collections.unmodifiableSet(new TreeSet<>(named));
      unreadable = Collections.unmodifiableSet(new TreeSet<>(unreadable));
    }

    boolean of(String notice) {
      return named.contains(notice) || unreadable.stream().anyMatch(u -> !u.equals(notice));
    }
  }

  /** Folders that hold no notice. */
  private static final List<String> NO_NOTICE = List.of("relays", "approvals");

  /** What lies beside the batches and holds no veto: words, the schema, what editors leave. */
  private static final Pattern NO_BATCH =
      Pattern.compile(
          "(?i:readme(\\.(md|txt))?)|relays\\.schema\\.json|\\..*|.*~|.*\\.sw[op]|#.*#",
          Pattern.DOTALL);

  /** What lies elsewhere in counsel's folder and says nothing of its own. */
  private static final Pattern READ_ELSEWHERE =
      Pattern.compile("counsel(\\.pending)?\\.yaml|routing(\\.schema\\.json|\\.yaml)");

  /** By its name a batch, wherever it lies. */
  private static final Pattern LIKE_RELAYS = Pattern.compile("(?is).*relays?.*\\.ya?ml");

  private static final String STOPS_ALL =
      "; while it lies here no relay of anybody is written to, for it may hold a veto";

  public CounselFolder {
    routings = Collections.unmodifiableSortedMap(new TreeMap<>(routings));
    digests = Map.copyOf(digests);
    written = Map.copyOf(written);
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

  /** The same with this routing as the one of its notice, for looking at what it would change. */
  public CounselFolder with(Routing routing) {
    SortedMap<String, Routing> others = new TreeMap<>(routings);
    others.put(routing.notice(), routing);
    return new CounselFolder(others, relays, digests, doubts, written, findings);
  }

  /** A finding at the place of a JSON pointer in a notice's routing. */
  public Finding finding(Routing routing, String pointer, String what, String mend) {
    return written.get(routing.notice()).finding(pointer, what, mend);
  }

  /** The routings that say they take this one's place, signed or not. */
  public Stream<Routing> superseding(String notice) {
    return routings.values().stream().filter(routing -> notice.equals(routing.supersedes()));
  }

  /** Whether a routing with a mistake in it says, or may say, that it takes this one's place. */
  public boolean mayBeSuperseded(String notice) {
    return doubts.of(notice);
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
    private final Map<String, YamlFile> written = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> named = new TreeSet<>();
    private final Set<String> unreadable = new TreeSet<>();

    Reading(Path root) {
      this.root = root;
    }

    CounselFolder folder() {
      for (Path entry : entries(root)) {
        String name = entry.getFileName().toString();
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && !NO_NOTICE.contains(name)) {
          notice(entry, name);
        } else if (!NO_NOTICE.contains(name)) {
          beside(entry, name.startsWith("counsel."));
        }
      }
      Path relays = root.resolve("relays");
      if (Files.isDirectory(relays, LinkOption.NOFOLLOW_LINKS)) {
        entries(relays).forEach(this::relays);
      } else if (Files.exists(relays, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(relays)) {
        unread(relays, "it is no folder", "make relays a folder, and put the batches into it");
      }
      routings.values().forEach(this::checkSuperseded);
      refuseCircles();
      return new CounselFolder(
          routings, Relays.of(batches), digests, new Doubts(named, unreadable), written, findings);
    }

    private void notice(Path folder, String name) {
      Path file = folder.resolve("routing.yaml");
      for (Path entry : entries(folder)) {
        beside(entry, entry.getFileName().toString().startsWith("routing."));
      }
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        if (!Files.isSymbolicLink(file)) {
          found(folder, "there is no routing.yaml", "write one, or remove the folder");
        }
        return;
      }
      Optional<byte[]> bytes = bytes(file);
      if (bytes.isEmpty()) {
        unreadable.add(name);
        return;
      }
      digests.put("routing/" + name, FolderDigest.of(bytes.get()));
      RoutingFile read = RoutingFile.of(bytes.get(), file.toString());
      if (read instanceof RoutingFile.Faulty faulty) {
        findings.addAll(faulty.findings());
        named.addAll(RoutingFile.superseding(bytes.get()));
      } else if (read instanceof RoutingFile.Sound sound) {
        inForce(sound, name, file);
      }
    }

    private void inForce(RoutingFile.Sound sound, String name, Path file) {
      Routing routing = sound.routing();
      if (routing.notice().equals(name)) {
        routings.put(name, routing);
        written.put(name, sound.written());
      } else {
        Optional.ofNullable(routing.supersedes()).ifPresent(named::add);
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
      } else if (NO_BATCH.matcher(name).matches()) {
        return;
      } else if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        unread(
            file,
            "batches lie in relays/ itself",
            "move its batches up into relays/, and remove the folder");
      } else {
        unread(
            file,
            "the name of a batch ends in .yaml",
            "rename it to end in .yaml, or take it away");
      }
    }

    /**
     * What lies at the root or in a notice's folder.
     *
     * @param known by where it lies and how it begins, one of the files that are read there
     */
    private void beside(Path file, boolean known) {
      String name = file.getFileName().toString();
      if (NO_BATCH.matcher(name).matches() || (known && READ_ELSEWHERE.matcher(name).matches())) {
        return;
      }
      if (LIKE_RELAYS.matcher(name).matches()) {
        unread(file, "batches lie in relays/", "move it into relays/, or take it away");
      } else {
        found(
            file,
            "is not read: counsel's folder holds a routing.yaml in each notice's folder, batches in"
                + " relays/, and the roll",
            "rename or move it to where it is read, or take it away");
      }
    }

    /** Somebody put it there to be read, and it may say who must not be written to. */
    private void unread(Path file, String why, String mend) {
      batches.add(RelayBatch.unreadable(root.relativize(file).toString()));
      found(file, "is not read: " + why + STOPS_ALL, mend);
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

    /** Notices that each take the place of the other: nobody knows which one counsel means. */
    private void refuseCircles() {
      Set<String> circle = new TreeSet<>();
      for (String start : routings.keySet()) {
        String next = routings.get(start).supersedes();
        for (int i = 0; next != null && i < routings.size(); i++) {
          if (next.equals(start)) {
            circle.add(start);
            break;
          }
          next = routings.containsKey(next) ? routings.get(next).supersedes() : null;
        }
      }
      for (String notice : circle) {
        routings.remove(notice);
        found(
            root.resolve(notice).resolve("routing.yaml"),
            "supersedes runs in a circle: " + String.join(", ", circle),
            "only the newer notice supersedes the older one");
      }
    }

    /** In the order of their names; links are findings and left out. */
    private List<Path> entries(Path folder) {
      try (Stream<Path> entries = Files.list(folder)) {
        List<Path> kept = new ArrayList<>();
        for (Path entry : entries.sorted().toList()) {
          if (Files.isSymbolicLink(entry)) {
            boolean mayHoldVetoes = mayHoldVetoes(entry);
            found(
                entry, "is a link" + (mayHoldVetoes ? STOPS_ALL : ""), "put the file itself here");
            mayBeARouting(entry);
          } else {
            kept.add(entry);
          }
        }
        return kept;
      } catch (IOException e) {
        unreadable(folder, e);
        mayHoldVetoes(folder);
        return List.of();
      }
    }

    /** What was left out among the relays, or instead of them. */
    private boolean mayHoldVetoes(Path leftOut) {
      Path within = root.relativize(leftOut);
      boolean relays =
          within.getName(0).toString().equals("relays")
              || LIKE_RELAYS.matcher(leftOut.getFileName().toString()).matches();
      if (relays) {
        batches.add(RelayBatch.unreadable(within.toString()));
      }
      return relays;
    }

    private void mayBeARouting(Path link) {
      Path within = root.relativize(link);
      String name = within.getName(0).toString();
      boolean folder = within.getNameCount() == 1 && Files.isDirectory(link);
      if (!NO_NOTICE.contains(name) && (folder || link.endsWith("routing.yaml"))) {
        unreadable.add(name);
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
