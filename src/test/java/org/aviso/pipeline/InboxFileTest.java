package org.aviso.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxFileTest {
  @TempDir Path folder;
  private Path taking;
  private Path list;

  @BeforeEach
  void drop() throws IOException {
    taking = Files.createDirectory(folder.resolve("taking"));
    list = Files.writeString(folder.resolve("list.csv"), "first");
  }

  @Test
  void a_file_that_is_still_itself_is_taken_away_with_its_copy() throws IOException {
    InboxFile file = InboxFile.copy(list, taking);
    assertThat(file.copy()).hasContent("first");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.copy())))
        .isEqualTo("rw-------");

    assertThat(file.remove(new Departed())).isTrue();

    assertThat(list).doesNotExist();
    assertThat(taking).isEmptyDirectory();
  }

  @Test
  void a_corrected_list_moved_over_it_stays_to_be_taken() throws IOException {
    InboxFile file = InboxFile.copy(list, taking);
    Path corrected = Files.writeString(folder.resolve("corrected"), "other");
    Files.move(corrected, list, StandardCopyOption.ATOMIC_MOVE);

    assertThat(file.remove(new Departed())).isFalse();

    assertThat(list).hasContent("other");
  }

  @Test
  void rows_appended_meanwhile_are_neither_read_nor_lost() throws IOException {
    InboxFile file = InboxFile.copy(list, taking);
    Files.writeString(list, " and more", StandardOpenOption.APPEND);

    assertThat(file.copy()).hasContent("first");
    assertThat(file.remove(new Departed())).isFalse();
    assertThat(list).hasContent("first and more");
  }

  @Test
  void what_a_take_left_that_broke_off_is_cleared_by_the_next() throws IOException {
    InboxFile.copy(list, taking);

    InboxFile again = InboxFile.copy(list, taking);

    assertThat(taking.toFile().list()).containsExactly(again.copy().getFileName().toString());
  }

  @Test
  void a_file_its_sender_goes_on_writing_after_it_was_taken_comes_back_whole() throws IOException {
    Departed departed = new Departed();
    try (OutputStream sender = Files.newOutputStream(list, StandardOpenOption.APPEND)) {
      InboxFile file = InboxFile.copy(list, taking);
      assertThat(file.remove(departed)).isTrue();
      sender.write(" and the rest".getBytes(StandardCharsets.UTF_8));
    }

    departed.close();

    assertThat(list).hasContent("first and the rest");
  }

  @Test
  void a_file_that_comes_back_replaces_no_other() throws IOException {
    Departed departed = new Departed();
    try (OutputStream sender = Files.newOutputStream(list, StandardOpenOption.APPEND)) {
      assertThat(InboxFile.copy(list, taking).remove(departed)).isTrue();
      sender.write(" and the rest".getBytes(StandardCharsets.UTF_8));
    }
    Files.writeString(list, "another");

    departed.close();

    assertThat(list).hasContent("another");
    assertThat(folder.resolve("again-1-list.csv")).hasContent("first and the rest");
  }

  @Test
  void a_file_that_did_not_change_stays_away() throws IOException {
    Departed departed = new Departed();
    assertThat(InboxFile.copy(list, taking).remove(departed)).isTrue();

    departed.close();

    assertThat(list).doesNotExist();
  }
}
