// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/formats/ply.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

using namespace cleave;
using cleave::tests::TemporaryFolder;

namespace {

/// Two triangles and a quad over vertices with colours.
Ply mesh() {
    const std::vector<float> x = {0, 1.25f, -3e-20f, 5}, y = {1, 2, 3, 4};
    const std::vector<std::uint8_t> red = {0, 1, 128, 255};
    const std::vector<std::int16_t> level = {-32768, -1, 0, 32767};
    PlyElement vertex{"vertex",
                      4,
                      {plyColumn<float>("x", PlyType::Float32, x),
                       plyColumn<float>("y", PlyType::Float32, y),
                       plyColumn<std::uint8_t>("red", PlyType::UInt8, red),
                       plyColumn<std::int16_t>("level", PlyType::Int16, level)}};
    const std::vector<std::int32_t> corners = {0, 1, 2, 0, 1, 2, 3, 2, 1, 3};
    PlyColumn faces = plyColumn<std::int32_t>("vertex_indices", PlyType::Int32, corners);
    faces.property.listCountType = PlyType::UInt8;
    faces.starts = {0, 3, 7, 10};
    return {{vertex, {"face", 3, {faces}}}, {"a remark"}};
}

const char* const head =
    "ply\nformat ascii 1.0\nelement vertex 2\nproperty float x\nproperty uchar c\nend_header\n";

void expectHeaderError(const std::string& file, std::initializer_list<std::string> parts) {
    TemporaryFolder folder;
    writeTextFile(folder / "bad.ply", file);
    std::string message;
    try {
        readPly(folder / "bad.ply");
    } catch (const Error& error) {
        message = error.what();
    }
    QVERIFY2(!message.empty(), ("accepted: " + file).c_str());
    QVERIFY2(message.find('\n') == std::string::npos &&
                 message.find("bad.ply") != std::string::npos,
             message.c_str());
    for (const std::string& part : parts)
        QVERIFY2(message.find(part) != std::string::npos, message.c_str());
}

} // namespace

class PlyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyEncodingReadsBackEqual();
    void asciiTakesExponentsSignsAndCarriageReturns();
    void headersThatAreNoneAreRefused();
    void headersThatLieAreRefused();
    void truncatedRowsAreRefused();
    void wordsThatAreNoNumbersAreRefused();
    void missingFilesAreNamed();
};

void PlyTest::everyEncodingReadsBackEqual() {
    TemporaryFolder folder;
    const Ply ply = mesh();
    for (PlyEncoding encoding :
         {PlyEncoding::Ascii, PlyEncoding::BinaryLittleEndian, PlyEncoding::BinaryBigEndian}) {
        writePly(folder / "a.ply", ply, encoding);
        QVERIFY(readPlyHeader(folder / "a.ply").encoding == encoding);
        const Ply read = readPly(folder / "a.ply");
        QCOMPARE(read.comments, ply.comments);
        QCOMPARE(read.elements.size(), ply.elements.size());
        for (std::size_t e = 0; e < ply.elements.size(); ++e) {
            QCOMPARE(read.elements[e].count, ply.elements[e].count);
            for (std::size_t c = 0; c < ply.elements[e].columns.size(); ++c) {
                const PlyColumn &a = read.elements[e].columns[c], &b = ply.elements[e].columns[c];
                QVERIFY(a.property == b.property && a.values == b.values && a.starts == b.starts);
            }
        }
    }
}

void PlyTest::asciiTakesExponentsSignsAndCarriageReturns() {
    TemporaryFolder folder;
    writeTextFile(folder / "a.ply",
                  "ply\r\nformat ascii 1.0\r\ncomment by hand\r\nobj_info none\r\nelement vertex "
                  "2\r\nproperty float32 x\r\n"
                  "property uint8 c\r\nend_header\r\n+1.5e-3 7\r\n -2 255.0");
    const Ply ply = readPly(folder / "a.ply");
    QCOMPARE(ply.elements[0].find("x")->as<float>(), (std::vector<float>{1.5e-3f, -2}));
    QCOMPARE(ply.elements[0].find("c")->as<int>(), (std::vector<int>{7, 255}));
}

void PlyTest::headersThatAreNoneAreRefused() {
    expectHeaderError("", {"empty"});
    expectHeaderError("PNG whatever", {"no PLY file"});
    expectHeaderError("plywood\n", {"no PLY file"});
    expectHeaderError("ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\n1\n", {"line 5"});
    expectHeaderError("ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\n",
                      {"end_header"});
    expectHeaderError("ply\nelement vertex 0\nend_header\n", {"no format"});
    expectHeaderError("ply\nformat binary 1.0\nend_header\n", {"line 2", "binary_little_endian"});
    expectHeaderError("ply\nformat ascii 1.0\nproperty float x\nend_header\n",
                      {"line 3", "before any element"});
    expectHeaderError("ply\nformat ascii 1.0\nelement vertex 1\nproperty half x\nend_header\n",
                      {"line 4", "half"});
    expectHeaderError("ply\nformat ascii 1.0\nelement vertex 1\nproperty float\nend_header\n",
                      {"line 4", "without a name"});
    expectHeaderError(
        "ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nproperty int x\nend_header\n",
        {"line 5", "second time"});
    expectHeaderError(
        "ply\nformat ascii 1.0\nelement vertex 1\nproperty list float int x\nend_header\n",
        {"line 4", "integer"});
}

void PlyTest::headersThatLieAreRefused() {
    const std::string body(24, '\1');
    const auto file = [&](const std::string& count, const std::string& properties) {
        return "ply\nformat binary_little_endian 1.0\nelement vertex " + count + "\n" + properties +
               "end_header\n" + body;
    };
    expectHeaderError(file("7", "property float x\n"), {"7 rows", "6"});
    expectHeaderError(file("-1", "property float x\n"), {"line 3", "-1"});
    expectHeaderError(file("many", "property float x\n"), {"line 3", "many"});
    expectHeaderError(file("3.5", "property float x\n"), {"line 3", "3.5"});
    expectHeaderError(file("99999999999999999999999", "property float x\n"), {"line 3"});
    expectHeaderError(file("9223372036854775807", "property double x\n"),
                      {"9223372036854775807 rows", "3"});
    expectHeaderError(file("25", "property list uchar int x\n"), {"25 rows", "24"});
    expectHeaderError(std::string(head) + "1 2", {"2 rows"});
}

void PlyTest::truncatedRowsAreRefused() {
    TemporaryFolder folder;
    for (PlyEncoding encoding :
         {PlyEncoding::Ascii, PlyEncoding::BinaryLittleEndian, PlyEncoding::BinaryBigEndian}) {
        writePly(folder / "a.ply", mesh(), encoding);
        const std::string whole = readTextFile(folder / "a.ply");
        const std::size_t begin = readPlyHeader(folder / "a.ply").bytes;
        // An ASCII file without its last digit is still one.
        for (std::size_t size = begin; size + 2 < whole.size(); ++size) {
            writeTextFile(folder / "b.ply", whole.substr(0, size));
            CLEAVE_EXPECT_ERROR(readPly(folder / "b.ply"), "b.ply");
        }
    }
    std::string negative = "ply\nformat binary_little_endian 1.0\nelement face 1\nproperty list "
                           "char int i\nend_header\n";
    expectHeaderError(negative + "\xff" + "12345678", {"row 0 of element face", "-1 items"});
}

void PlyTest::wordsThatAreNoNumbersAreRefused() {
    expectHeaderError(std::string(head) + "1 2\n3 x\n",
                      {"row 1 of element vertex", "\"x\"", "uchar"});
    expectHeaderError(std::string(head) + "1 2\n3 256\n", {"row 1", "256"});
    expectHeaderError(std::string(head) + "1 2.5\n3 4\n", {"row 0", "2.5"});
}

void PlyTest::missingFilesAreNamed() {
    CLEAVE_EXPECT_ERROR(readPly("/nowhere/at/all.ply"), "/nowhere/at/all.ply", "does not exist");
}

QTEST_GUILESS_MAIN(PlyTest)
#include "ply_test.moc"
