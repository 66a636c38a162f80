// SPDX-License-Identifier: Apache-2.0
// Files that lie, or that were made to harm: each is refused with one line that names the file and
// what is wrong in it.
#include "core/base/safe_file.h"
#include "core/formats/checkpoint.h"
#include "core/formats/zip_archive.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"
#include "tests/support/torch_file.h"

#include <QTest>

#include <algorithm>

using namespace cleave;
using namespace cleave::tests;

namespace {

std::string little(std::uint64_t value, int size) {
    std::string bytes;
    for (int i = 0; i < size; ++i)
        bytes.push_back(static_cast<char>(value >> (8 * i)));
    return bytes;
}

/// A .safetensors file of a JSON header and so many bytes behind it.
void writeSafetensors(const std::filesystem::path& path,
                      const std::string& header,
                      std::size_t dataSize) {
    writeTextFile(path, little(header.size(), 8) + header + std::string(dataSize, '\1'));
}

const std::string legacyHead =
    std::string("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.", 21);

/// A file of the form before PyTorch 1.6 with this object, these keys and what follows them.
void writeLegacy(const std::filesystem::path& path,
                 const PickleBuilder& object,
                 const std::vector<std::string>& keys,
                 const std::string& storages,
                 bool littleEndian = true) {
    PickleBuilder system, list;
    system.raw("}").text("little_endian").raw(littleEndian ? "\x88s" : "\x89s");
    list.raw("](");
    for (const std::string& key : keys)
        list.text(key);
    list.raw("e");
    writeTextFile(path,
                  legacyHead + "\x80\x02" + system.bytes() + "." + "\x80\x02" + object.bytes() +
                      "." + "\x80\x02" + list.bytes() + "." + storages);
}

} // namespace

class CheckpointSafetyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void otherGlobalsAreRefusedByName();
    void callsOfWhatIsNoConstructorAreRefused();
    void goldenBadFilesAreRefused_data();
    void goldenBadFilesAreRefused();
    void impossibleTensorsAreRefused();
    void tensorsThatRepeatOneStorageEndlesslyAreRefused();
    void cutOffPicklesAreRefused();
    void deepAndBroadMemoBombsAreRefused();
    void deepValuesNeedNoStack();
    void namesThatOverlapAreRefused();
    void storagesThatOverlapAreRefused();
    void compressedEntriesAreRefused();
    void namesOutOfTheArchiveAreRefused();
    void damagedPicklesAndNumbersAreRefused();
    void bigEndianNumbersAreRefused();
    void legacyFilesThatLieAreRefused();
    void safetensorsThatLieAreRefused();
    void whatIsNoCheckpointIsRefused();
};

void CheckpointSafetyTest::otherGlobalsAreRefusedByName() {
    const TemporaryFolder folder;
    PickleBuilder()
        .global("os", "system")
        .raw("(")
        .text("touch pwned")
        .raw("tR")
        .save(folder / "evil.pt", {});
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "evil.pt"), "evil.pt", "os.system");
    QVERIFY(!std::filesystem::exists("pwned"));
    PickleBuilder()
        .raw("\x8c\x08"
             "builtins"
             "\x8c\x04"
             "eval"
             "\x93")
        .save(folder / "evil.pt", {});
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "evil.pt"), "evil.pt", "builtins.eval");
    PickleBuilder().global("torch.storage", "_load_from_bytes").save(folder / "evil.pt", {});
    CLEAVE_EXPECT_ERROR(
        readCheckpoint(folder / "evil.pt"), "evil.pt", "torch.storage._load_from_bytes");
    PickleBuilder().global("torch", "os.Storage").save(folder / "evil.pt", {});
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "evil.pt"), "torch.os.Storage");
    PickleBuilder().global("evil\x1b[2J\r", "x").save(folder / "evil.pt", {});
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "evil.pt"), "evil?[2J?.x");
    writeLegacy(folder / "evil.pth",
                PickleBuilder().global("posix", "system").raw("(").text("true").raw("tR"),
                {},
                "");
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "evil.pth"), "evil.pth", "posix.system");
}

void CheckpointSafetyTest::callsOfWhatIsNoConstructorAreRefused() {
    const TemporaryFolder folder;
    for (const char* name : {"FloatStorage", "float32"}) {
        PickleBuilder().global("torch", name).raw(")R").save(folder / "a.pt", {});
        CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "a.pt"), "a.pt", "pickle");
    }
    // INST, OBJ, EXT1, NEWOBJ_EX, PERSID: none of them is needed by a tensor file.
    for (const std::string opcode : {"(ios\nsystem\n", "(No", "\x82\x01", ")}\x92", "P0\n"}) {
        PickleBuilder().raw(opcode).save(folder / "a.pt", {});
        CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "a.pt"), "a.pt", "pickle");
    }
}

void CheckpointSafetyTest::goldenBadFilesAreRefused_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("reason");
    QTest::newRow("eval") << "evil_builtin_eval.pth"
                          << "__builtin__.eval";
    QTest::newRow("global") << "evil_global.pth"
                            << "posix.getcwd";
    QTest::newRow("global as argument") << "evil_reduce_on_allowed.pth"
                                        << "posix.getcwd";
    QTest::newRow("header length") << "header_too_long.safetensors"
                                   << "header";
    QTest::newRow("missing storage") << "missing_storage.pth"
                                     << "missing";
    QTest::newRow("text") << "not_a_checkpoint.pth"
                          << "no checkpoint";
    QTest::newRow("offsets") << "offsets_outside.safetensors"
                             << "data_offsets";
    QTest::newRow("shape") << "shape_larger_than_storage.pth"
                           << "described wrongly";
    QTest::newRow("short storage") << "storage_entry_too_short.pth"
                                   << "bytes, expected";
    QTest::newRow("truncated zip") << "truncated.pth"
                                   << "cut off";
    QTest::newRow("truncated legacy") << "truncated_legacy.pth"
                                      << "ends within";
}

void CheckpointSafetyTest::goldenBadFilesAreRefused() {
    CLEAVE_REQUIRE_DATA(folder, "golden/checkpoints/bad");
    QFETCH(QString, file);
    QFETCH(QString, reason);
    CLEAVE_EXPECT_ERROR(
        readCheckpoint(folder / file.toStdString()), file.toStdString(), reason.toStdString());
}

void CheckpointSafetyTest::impossibleTensorsAreRefused() {
    const TemporaryFolder folder;
    const auto reading = [&](std::int64_t storageCount,
                             std::int64_t offset,
                             std::vector<std::int64_t> shape,
                             std::vector<std::int64_t> strides) {
        PickleBuilder()
            .tensor("ByteStorage", "0", storageCount, offset, shape, strides)
            .save(folder / "bad.pt", {{"0", {1, 2, 3, 4}}});
        const Checkpoint checkpoint = readCheckpoint(folder / "bad.pt");
        return checkpoint.read(checkpoint.tensors()[0]);
    };
    QCOMPARE(reading(4, 0, {4}, {1}).count(), std::int64_t{4});
    CLEAVE_EXPECT_ERROR(reading(4, 1, {4}, {1}), "bad.pt", "described wrongly");
    CLEAVE_EXPECT_ERROR(reading(4, -1, {4}, {1}), "bad.pt", "described wrongly");
    CLEAVE_EXPECT_ERROR(reading(4, 0, {2, 2}, {3, 1}), "bad.pt", "described wrongly");
    CLEAVE_EXPECT_ERROR(reading(4, 0, {-1}, {1}), "bad.pt", "described wrongly");
    CLEAVE_EXPECT_ERROR(reading(4, 3, {2}, {-1}), "bad.pt", "described wrongly");
    CLEAVE_EXPECT_ERROR(reading(4, 0, {2, 2}, {1}), "bad.pt", "described wrongly");
    CLEAVE_EXPECT_ERROR(reading(4, 0, {2147483647, 2147483647, 2147483647}, {0, 0, 0}),
                        "bad.pt",
                        "described wrongly");
    CLEAVE_EXPECT_ERROR(
        reading(4, 0, std::vector<std::int64_t>(40, 1), std::vector<std::int64_t>(40, 1)),
        "bad.pt",
        "described wrongly");
    CLEAVE_EXPECT_ERROR(reading(8, 0, {8}, {1}), "bad.pt", "4 bytes", "expected 8");
    CLEAVE_EXPECT_ERROR(reading(3, 0, {3}, {1}), "bad.pt", "4 bytes", "expected 3");
    PickleBuilder()
        .raw("}(")
        .text("w")
        .tensor("ByteStorage", "7", 4, 0, {4}, {1})
        .raw("u")
        .save(folder / "bad.pt", {{"0", {1, 2, 3, 4}}});
    CLEAVE_EXPECT_ERROR(
        readCheckpoint(folder / "bad.pt"), "bad.pt", "\"w\"", "missing", "storage 7");
    PickleBuilder()
        .raw("}(")
        .text("v")
        .tensor("ByteStorage", "0", 4, 0, {4}, {1})
        .text("w")
        .tensor("ByteStorage", "0", 2, 0, {2}, {1})
        .raw("u")
        .save(folder / "bad.pt", {{"0", {1, 2, 3, 4}}});
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "bad.pt"), "bad.pt", "\"v\" and \"w\"", "disagree");
}

void CheckpointSafetyTest::tensorsThatRepeatOneStorageEndlesslyAreRefused() {
    const TemporaryFolder folder;
    // One byte, repeated 2^30 times by a stride of 0.
    PickleBuilder()
        .raw("}(")
        .text("w")
        .tensor("ByteStorage", "0", 1, 0, {1 << 30}, {0})
        .raw("u")
        .save(folder / "bad.pt", {{"0", {1}}});
    CLEAVE_EXPECT_ERROR(
        readCheckpoint(folder / "bad.pt"), "bad.pt", "\"w\"", "larger than the file");
}

void CheckpointSafetyTest::cutOffPicklesAreRefused() {
    const TemporaryFolder folder;
    for (const std::string pickle : {"}(X", "R", "h\x05", "(", "u", "s", "Q", "]e", "\xff"}) {
        PickleBuilder().raw(pickle).save(folder / "bad.pt", {});
        CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "bad.pt"), "bad.pt", "pickle");
    }
}

void CheckpointSafetyTest::deepAndBroadMemoBombsAreRefused() {
    const TemporaryFolder folder;
    const std::string zero(1, '\0');
    // A list that holds itself.
    PickleBuilder().raw("]q" + zero + "h" + zero + "a").save(folder / "bad.pt", {});
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "bad.pt"), "bad.pt", "nested");
    // Sixty lists, each of which holds the one before it twice: 2^60 values.
    PickleBuilder doubling;
    doubling.raw("]");
    for (char i = 0; i < 60; ++i)
        doubling.raw("q" + std::string(1, i) + "0](h" + std::string(1, i) + "h" +
                     std::string(1, i) + "e");
    doubling.save(folder / "bad.pt", {});
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "bad.pt"), "bad.pt", "holds more than");
    // A long text, recalled again and again.
    PickleBuilder texts;
    texts.text(std::string(1'000'000, 'x')).raw("q" + zero);
    std::string recalls;
    for (int i = 0; i < 1'500'000; ++i)
        recalls += "h" + zero;
    texts.raw(recalls).save(folder / "bad.pt", {});
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "bad.pt"), "bad.pt", "holds more than");
    PickleBuilder()
        .raw("N" +
             [] {
                 std::string memo;
                 for (std::uint64_t i = 0; i < 1'100'000; ++i)
                     memo += "r" + little(i, 4);
                 return memo;
             }())
        .save(folder / "bad.pt", {});
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "bad.pt"), "bad.pt", "holds more than");
}

void CheckpointSafetyTest::deepValuesNeedNoStack() {
    const TemporaryFolder folder;
    PickleBuilder()
        .raw(std::string(900'000, ']') + std::string(899'999, 'a'))
        .save(folder / "bad.pt", {});
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "bad.pt"), "bad.pt", "nested");
}

void CheckpointSafetyTest::namesThatOverlapAreRefused() {
    const TemporaryFolder folder;
    PickleBuilder()
        .raw("}(")
        .text("w")
        .tensor("ByteStorage", "0", 1, 0, {1}, {1})
        .text("w")
        .tensor("ByteStorage", "0", 1, 0, {1}, {1})
        .raw("u")
        .save(folder / "bad.pt", {{"0", {1}}});
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "bad.pt"), "bad.pt", "two tensors are named \"w\"");
    PickleBuilder nested;
    nested.raw("}(")
        .text("a.b")
        .tensor("ByteStorage", "0", 1, 0, {1}, {1})
        .text("a")
        .raw("}(")
        .text("b")
        .tensor("ByteStorage", "0", 1, 0, {1}, {1})
        .raw("uu");
    nested.save(folder / "bad.pt", {{"0", {1}}});
    CLEAVE_EXPECT_ERROR(
        readCheckpoint(folder / "bad.pt"), "bad.pt", "two tensors are named \"a.b\"");
    StoredZipWriter zip(folder / "twice.pt");
    zip.add("a/data.pkl", {});
    zip.add("a/data.pkl", {});
    zip.finish();
    CLEAVE_EXPECT_ERROR(
        readCheckpoint(folder / "twice.pt"), "twice.pt", "two entries are named a/data.pkl");
    PickleBuilder()
        .raw("}(")
        .text("line\nbreak")
        .tensor("ByteStorage", "0", 1, 0, {1}, {1})
        .raw("u")
        .save(folder / "bad.pt", {{"0", {1}}});
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "bad.pt"), "bad.pt", "name of a tensor");
}

void CheckpointSafetyTest::storagesThatOverlapAreRefused() {
    const TemporaryFolder folder;
    PickleBuilder()
        .raw("}(")
        .text("v")
        .tensor("ByteStorage", "0", 2, 0, {2}, {1})
        .text("w")
        .tensor("ByteStorage", "1", 2, 0, {2}, {1})
        .raw("u")
        .save(folder / "a.pt", {{"0", {1, 2}}, {"1", {1, 2}}});
    QCOMPARE(readCheckpoint(folder / "a.pt").tensors().size(), std::size_t{2});
    // Storage 0 is said to hold 200 bytes, which reach into its neighbours.
    PickleBuilder()
        .raw("}(")
        .text("v")
        .tensor("ByteStorage", "0", 200, 0, {2}, {1})
        .text("w")
        .tensor("ByteStorage", "1", 2, 0, {2}, {1})
        .raw("u")
        .save(folder / "a.pt", {{"0", {1, 2}}, {"1", {1, 2}}});
    std::string bytes = readTextFile(folder / "a.pt");
    const std::size_t entry = bytes.rfind("PK\1\2", bytes.rfind("archive/data/0"));
    bytes.replace(entry + 20, 8, little(200, 4) + little(200, 4));
    writeTextFile(folder / "a.pt", bytes);
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "a.pt"), "a.pt", "storages 0 and 1 overlap");
}

void CheckpointSafetyTest::compressedEntriesAreRefused() {
    const TemporaryFolder folder;
    // A bomb: 64 MB of zeros in 64 KB, and the pickle itself deflated.
    const std::string zeros(std::size_t{64} << 20, '\0'),
        pickle = "\x80\x02" + PickleBuilder().raw("}").bytes() + ".";
    writeZip(folder / "bomb.pt",
             std::vector<ZipMember>{{"archive/data.pkl", std::as_bytes(std::span(zeros))}});
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "bomb.pt"), "bomb.pt", "data.pkl");
    writeZip(folder / "bomb.pt",
             std::vector<ZipMember>{{"archive/data.pkl", std::as_bytes(std::span(pickle))}});
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "bomb.pt"), "bomb.pt", "data.pkl is compressed");
    // The same for numbers: a deflated storage behind a stored pickle.
    PickleBuilder()
        .raw("}(")
        .text("w")
        .tensor("ByteStorage", "0", 1 << 20, 0, {1 << 20}, {1})
        .raw("u")
        .save(folder / "bomb.pt", {{"0", {1, 2}}});
    std::string bytes = readTextFile(folder / "bomb.pt");
    const std::size_t entry = bytes.rfind("PK\1\2", bytes.rfind("archive/data/0"));
    bytes.replace(entry + 10, 2, little(8, 2));
    bytes.replace(entry + 24, 4, little(1 << 20, 4));
    writeTextFile(folder / "bomb.pt", bytes);
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "bomb.pt"), "bomb.pt", "data/0 is compressed");
}

void CheckpointSafetyTest::namesOutOfTheArchiveAreRefused() {
    const TemporaryFolder folder;
    for (const char* name : {"archive/../../etc/x", "/etc/passwd", "a\nb"}) {
        StoredZipWriter zip(folder / "a.pt");
        zip.add(name, {});
        zip.finish();
        CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "a.pt"), "a.pt", "out of the archive");
    }
}

void CheckpointSafetyTest::damagedPicklesAndNumbersAreRefused() {
    const TemporaryFolder folder;
    PickleBuilder()
        .raw("}(")
        .text("weight")
        .tensor("ByteStorage", "0", 4, 0, {4}, {1})
        .raw("u")
        .save(folder / "a.pt", {{"0", {'w', 'x', 'y', 'z'}}});
    const std::string good = readTextFile(folder / "a.pt");
    std::string bytes = good;
    bytes[bytes.find("wxyz")] = 'v';
    writeTextFile(folder / "a.pt", bytes);
    const Checkpoint checkpoint = readCheckpoint(folder / "a.pt");
    CLEAVE_EXPECT_ERROR(
        checkpoint.floats(checkpoint.tensors()[0]), "a.pt", "\"weight\"", "checksum");
    bytes = good;
    bytes[bytes.find("weight")] = 'v';
    writeTextFile(folder / "a.pt", bytes);
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "a.pt"), "a.pt", "data.pkl is damaged");
    // The name in front of the bytes differs from the one in the directory.
    bytes = good;
    bytes[bytes.find("archive/data/0") + 13] = '9';
    writeTextFile(folder / "a.pt", bytes);
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "a.pt"), "a.pt", "disagree about archive/data/0");
}

void CheckpointSafetyTest::bigEndianNumbersAreRefused() {
    const TemporaryFolder folder;
    StoredZipWriter zip(folder / "big.pt");
    const std::string order = "big", pickle = "\x80\x02}.";
    zip.add("big/data.pkl", std::as_bytes(std::span(pickle)));
    zip.add("big/byteorder", std::as_bytes(std::span(order)));
    zip.finish();
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "big.pt"), "big.pt", "little-endian");
    writeLegacy(folder / "big.pth", PickleBuilder().raw("}"), {}, "", false);
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "big.pth"), "big.pth", "little-endian");
}

void CheckpointSafetyTest::legacyFilesThatLieAreRefused() {
    const TemporaryFolder folder;
    PickleBuilder object;
    object.raw("}(").text("w").tensor("ByteStorage", "0", 4, 0, {4}, {1}).raw("u");
    const std::string four = little(4, 8) + "abcd";
    writeLegacy(folder / "a.pth", object, {"0"}, four);
    const Checkpoint good = readCheckpoint(folder / "a.pth");
    QCOMPARE(good.floats(good.tensors()[0]), (std::vector<float>{'a', 'b', 'c', 'd'}));
    writeLegacy(folder / "a.pth", object, {"0"}, little(5, 8) + "abcde");
    CLEAVE_EXPECT_ERROR(
        readCheckpoint(folder / "a.pth"), "a.pth", "\"w\"", "holds 5 elements, expected 4");
    writeLegacy(folder / "a.pth", object, {"0"}, little(4, 8) + "abc");
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "a.pth"), "a.pth", "ends within");
    writeLegacy(folder / "a.pth", object, {}, "");
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "a.pth"), "a.pth", "\"w\"", "missing");
    writeLegacy(folder / "a.pth", object, {"0", "0"}, four + four);
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "a.pth"), "a.pth", "one twice");
    writeTextFile(folder / "a.pth", legacyHead.substr(0, 15) + "\x80\x02K\7.");
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "a.pth"), "a.pth", "unknown version");
}

void CheckpointSafetyTest::safetensorsThatLieAreRefused() {
    const TemporaryFolder folder;
    const auto reading = [&](const std::string& header, std::size_t dataSize) {
        writeSafetensors(folder / "a.safetensors", header, dataSize);
        return readCheckpoint(folder / "a.safetensors");
    };
    const auto one =
        [](const std::string& dtype, const std::string& shape, const std::string& offsets) {
            return R"({"w":{"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" +
                   offsets + "}}";
        };
    QCOMPARE(reading(one("U8", "[2]", "[0,2]"), 2).tensors().size(), std::size_t{1});
    QCOMPARE(reading(one("U8", "[2]", "[0,2]") + "   ", 2).tensors().size(), std::size_t{1});
    CLEAVE_EXPECT_ERROR(
        reading(one("U8", "[3]", "[0,3]"), 2), "a.safetensors", "\"w\"", "described wrongly");
    CLEAVE_EXPECT_ERROR(
        reading(one("U8", "[3]", "[0,2]"), 2), "a.safetensors", "\"w\"", "described wrongly");
    CLEAVE_EXPECT_ERROR(
        reading(one("U8", "[2]", "[2,0]"), 2), "a.safetensors", "\"w\"", "described wrongly");
    CLEAVE_EXPECT_ERROR(
        reading(one("U8", "[-2]", "[0,2]"), 2), "a.safetensors", "\"w\"", "described wrongly");
    CLEAVE_EXPECT_ERROR(reading(one("F32", "[4611686018427387904,4]", "[0,0]"), 2),
                        "a.safetensors",
                        "\"w\"",
                        "described wrongly");
    CLEAVE_EXPECT_ERROR(
        reading(one("U8", "2", "[0,2]"), 2), "a.safetensors", "\"w\"", "described wrongly");
    CLEAVE_EXPECT_ERROR(
        reading(one("F8_E4M3", "[2]", "[0,2]"), 2), "a.safetensors", "\"w\"", "F8_E4M3");
    CLEAVE_EXPECT_ERROR(reading(R"({"w":3})", 2), "a.safetensors", "\"w\"", "described wrongly");
    CLEAVE_EXPECT_ERROR(reading(R"({"w":)", 2), "a.safetensors", "header");
    CLEAVE_EXPECT_ERROR(reading("{" + std::string(100'000, '['), 2), "a.safetensors", "header");
    CLEAVE_EXPECT_ERROR(
        reading(R"({"w":{"x":)" + std::string(100'000, '['), 2), "a.safetensors", "header");
    const std::string entry = R"("w":{"dtype":"U8","shape":[2],"data_offsets":[0,2]})";
    CLEAVE_EXPECT_ERROR(reading("{" + entry + "," + entry + "}", 2),
                        "a.safetensors",
                        "two tensors are named \"w\"");
    CLEAVE_EXPECT_ERROR(
        reading("{" + entry + R"(,"v":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})", 4),
        "a.safetensors",
        "overlap");
    CLEAVE_EXPECT_ERROR(reading(R"({"a\nb":3})", 2), "a.safetensors", "name of a tensor");
    writeTextFile(folder / "a.safetensors", little(~std::uint64_t{0}, 8) + "{}");
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "a.safetensors"), "a.safetensors", "header");
}

void CheckpointSafetyTest::whatIsNoCheckpointIsRefused() {
    const TemporaryFolder folder;
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "none.pt"), "none.pt", "does not exist");
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder.path()), "folder");
    for (const std::string text : {"", "P", "PK\3\4", "{}", "hello, this is a text"}) {
        writeTextFile(folder / "a.pt", text);
        CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "a.pt"), "a.pt");
    }
    writeZip(folder / "other.pt", {});
    CLEAVE_EXPECT_ERROR(readCheckpoint(folder / "other.pt"), "other.pt");
    PickleBuilder().raw("}").save(folder / "empty.pt", {});
    CLEAVE_EXPECT_ERROR(readStateDict(folder / "empty.pt"), "empty.pt", "no tensors");
}

QTEST_GUILESS_MAIN(CheckpointSafetyTest)
#include "checkpoint_safety_test.moc"
