// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/formats/npy.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"

#include <QTest>

#include <cstring>

using namespace cleave;

namespace {

template <class T>
NpyArray numbers(std::vector<T> values, std::vector<std::int64_t> shape) {
    return NpyArray::from<T>(values, std::move(shape));
}

/// A file with a header of one's own choice.
std::vector<std::byte> fileWith(const std::string& header, int version, std::size_t dataBytes) {
    std::string text = "\x93NUMPY";
    text += static_cast<char>(version);
    text += '\0';
    for (int i = 0; i < (version == 1 ? 2 : 4); ++i)
        text += static_cast<char>(header.size() >> (8 * i) & 0xff);
    text += header + std::string(dataBytes, '\1');
    const auto raw = std::as_bytes(std::span(text));
    return {raw.begin(), raw.end()};
}

} // namespace

class NpyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTypeSurvivesTheRoundTrip();
    void shapesOfAnyRankSurvive();
    void dataStartsAtAMultipleOf64();
    void version2IsRead();
    void valuesConvert();
    void aFileOfNumpyItselfIsRead();
    void lyingShapesAreRefused();
    void whatIsNotReadIsNamed();
};

void NpyTest::everyTypeSurvivesTheRoundTrip() {
    const std::vector<NpyArray> arrays = {
        numbers<std::uint8_t>({0, 255}, {2}),
        numbers<std::int16_t>({-32768, 32767}, {2}),
        numbers<std::uint16_t>({0, 65535}, {2}),
        numbers<std::int32_t>({-5, 7}, {2}),
        numbers<std::uint32_t>({4000000000u}, {1}),
        numbers<std::int64_t>({std::int64_t{1} << 40, -1}, {2}),
        numbers<float>({0.5f, -1e20f}, {2}),
        numbers<double>({1.0 / 3, 1e300}, {2}),
        {NpyType::Bool, {3}, {std::byte{1}, std::byte{0}, std::byte{1}}},
    };
    cleave::tests::TemporaryFolder folder;
    for (const NpyArray& array : arrays) {
        writeNpy(folder / "a.npy", array);
        QVERIFY(readNpy(folder / "a.npy") == array);
    }
}

void NpyTest::shapesOfAnyRankSurvive() {
    for (const std::vector<std::int64_t>& shape :
         {std::vector<std::int64_t>{}, {1}, {3, 0}, {2, 3, 4}, {1, 1, 1, 2}}) {
        NpyArray array;
        array.shape = shape;
        array.bytes.resize(static_cast<std::size_t>(array.count()) * 4);
        QVERIFY(parseNpy(formatNpy(array), "memory") == array);
    }
}

void NpyTest::dataStartsAtAMultipleOf64() {
    const NpyArray array = numbers<float>({1, 2, 3}, {3});
    QCOMPARE((formatNpy(array).size() - array.bytes.size()) % 64, std::size_t{0});
}

void NpyTest::version2IsRead() {
    const auto bytes =
        fileWith("{'descr': '<i4', 'fortran_order': False, 'shape': (2, 1), }\n", 2, 8);
    const NpyArray array = parseNpy(bytes, "memory");
    QCOMPARE(array.shape, (std::vector<std::int64_t>{2, 1}));
    QCOMPARE(array.values<std::int64_t>()[1], std::int64_t{0x01010101});
}

void NpyTest::valuesConvert() {
    const NpyArray array = numbers<double>({-2.75, 3}, {2});
    QCOMPARE(array.values<float>(), (std::vector<float>{-2.75f, 3}));
    QCOMPARE(array.values<std::int32_t>(), (std::vector<std::int32_t>{-2, 3}));
}

void NpyTest::aFileOfNumpyItselfIsRead() {
    CLEAVE_REQUIRE_DATA(path, "llff_fern/poses_bounds.npy");
    const NpyArray array = readNpy(path);
    QCOMPARE(array.shape, (std::vector<std::int64_t>{20, 17}));
    QVERIFY(array.type == NpyType::Float64);
    QCOMPARE(array.values<double>()[4], 3024.0);
}

void NpyTest::lyingShapesAreRefused() {
    CLEAVE_EXPECT_ERROR(
        parseNpy(fileWith("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", 1, 8),
                 "poses.npy"),
        "poses.npy",
        "8",
        "12");
    CLEAVE_EXPECT_ERROR(parseNpy(fileWith("{'descr': '<f8', 'fortran_order': False, 'shape': "
                                          "(281474976710656, 281474976710656), }",
                                          1,
                                          8),
                                 "poses.npy"),
                        "poses.npy",
                        "shape");
    auto cut = fileWith("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", 1, 4);
    cut.resize(20);
    CLEAVE_EXPECT_ERROR(parseNpy(cut, "poses.npy"), "header", "20");
}

void NpyTest::whatIsNotReadIsNamed() {
    CLEAVE_EXPECT_ERROR(
        parseNpy(fileWith("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", 1, 4),
                 "a.npy"),
        ">f4");
    CLEAVE_EXPECT_ERROR(
        parseNpy(fileWith("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 1, 4),
                 "a.npy"),
        "|O");
    CLEAVE_EXPECT_ERROR(
        parseNpy(fileWith("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }", 1, 16),
                 "a.npy"),
        "Fortran");
    CLEAVE_EXPECT_ERROR(
        parseNpy(fileWith("{'descr': '<f4', 'fortran_order': False}", 1, 16), "a.npy"), "shape");
    CLEAVE_EXPECT_ERROR(parseNpy(fileWith("", 9, 0), "a.npy"), "version 9");
    CLEAVE_EXPECT_ERROR(parseNpy({}, "a.npy"), "a.npy", "NumPy");
}

QTEST_GUILESS_MAIN(NpyTest)
#include "npy_test.moc"
