// SPDX-License-Identifier: Apache-2.0
// The rules of SAM's automatic masks against the reference implementation (shared golden data).
#include "core/base/safe_file.h"
#include "core/networks/sam/mask_filters.h"
#include "core/networks/sam/sam_image.h"
#include "tests/support/golden.h"
#include "tests/support/test_data.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace cleave;
using namespace cleave::tests;
using Json = nlohmann::json;

class MaskFiltersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void frames();
    void grids();
    void crops();
    void cropEdges();
    void boxes();
    void stability();
    void suppression();
    void smallRegions();
    void emptyMasksHaveAnEmptyBox();
};

namespace {

std::vector<Image> goldenMasks(const std::filesystem::path& path) {
    const NpyArray array = readNpy(path);
    const std::vector<std::uint8_t> values = array.values<std::uint8_t>();
    const auto pixels = static_cast<std::size_t>(array.shape[1] * array.shape[2]);
    std::vector<Image> masks;
    for (std::int64_t i = 0; i < array.shape[0]; ++i) {
        Image mask(static_cast<int>(array.shape[2]), static_cast<int>(array.shape[1]), 1);
        for (std::size_t p = 0; p < pixels; ++p)
            mask.pixels[p] = values[static_cast<std::size_t>(i) * pixels + p] ? 255 : 0;
        masks.push_back(mask);
    }
    return masks;
}

} // namespace

void MaskFiltersTest::frames() {
    CLEAVE_REQUIRE_DATA(folder, "golden/ops");
    for (const Json& row : Json::parse(readTextFile(folder / "longest_side.json"))) {
        const SamFrame frame = samFrame(row[1], row[0], row[2]);
        // Where the reference makes photos of no pixels, one row or column is left.
        QCOMPARE(frame.inputHeight, std::max(1, row[3].get<int>()));
        QCOMPARE(frame.inputWidth, std::max(1, row[4].get<int>()));
    }
}

void MaskFiltersTest::grids() {
    CLEAVE_REQUIRE_DATA(folder, "golden/ops");
    const Json json = Json::parse(readTextFile(folder / "point_grids.json"));
    const auto expectEqual = [](int perSide, const Json& points) {
        const auto grid = pointGrid(perSide);
        QCOMPARE(grid.size(), points.size());
        for (std::size_t i = 0; i < grid.size(); ++i)
            for (std::size_t axis = 0; axis < 2; ++axis)
                QVERIFY(std::abs(grid[i][axis] - points[i][axis].get<double>()) < 1e-12);
    };
    expectEqual(3, json["n3"]);
    const int layers[] = {8, 4, 2}; // each layer of crops has half as many per side
    for (std::size_t layer = 0; layer < 3; ++layer)
        expectEqual(layers[layer], json["layers_8_2_2"][layer]);
}

void MaskFiltersTest::crops() {
    CLEAVE_REQUIRE_DATA(folder, "golden/ops");
    for (const Json& entry : Json::parse(readTextFile(folder / "crop_boxes.json"))) {
        const auto found =
            cropBoxes(entry["size"][1], entry["size"][0], entry["layers"], entry["overlap"]);
        QCOMPARE(found.size(), entry["boxes"].size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            QVERIFY(found[i].box == entry["boxes"][i].get<PixelBox>());
            QCOMPARE(found[i].layer, entry["layer"][i].get<int>());
        }
    }
}

void MaskFiltersTest::cropEdges() {
    CLEAVE_REQUIRE_DATA(folder, "golden/ops");
    const Json json = Json::parse(readTextFile(folder / "crop_edge.json"));
    for (std::size_t i = 0; i < json["boxes"].size(); ++i)
        QCOMPARE(isCutByCrop(json["boxes"][i].get<PixelBox>(),
                             json["crop"].get<PixelBox>(),
                             json["image"][2],
                             json["image"][3]),
                 json["near"][i].get<bool>());
}

void MaskFiltersTest::boxes() {
    CLEAVE_REQUIRE_DATA(folder, "golden/ops");
    const std::vector<std::int32_t> expected =
        readNpy(folder / "masks_boxes.npy").values<std::int32_t>();
    const std::vector<Image> masks = goldenMasks(folder / "masks.npy");
    for (std::size_t i = 0; i < masks.size(); ++i) {
        const PixelBox box = maskBox(masks[i]);
        QVERIFY(std::equal(
            box.begin(), box.end(), expected.begin() + static_cast<std::ptrdiff_t>(4 * i)));
    }
}

void MaskFiltersTest::stability() {
    CLEAVE_REQUIRE_DATA(folder, "golden/ops");
    const NpyArray logits = readNpy(folder / "stability_logits.npy");
    const std::vector<float> values = logits.values<float>(),
                             expected = readNpy(folder / "stability.npy").values<float>();
    const std::size_t pixels = values.size() / expected.size();
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const float score = stabilityScore(std::span(values).subspan(i * pixels, pixels), 1);
        QVERIFY(std::isnan(expected[i]) ? std::isnan(score)
                                        : std::abs(score - expected[i]) < 1e-6f);
    }
}

void MaskFiltersTest::suppression() {
    CLEAVE_REQUIRE_DATA(folder, "golden/ops");
    const std::vector<float> values = readNpy(folder / "nms_boxes.npy").values<float>(),
                             scores = readNpy(folder / "nms_scores.npy").values<float>();
    std::vector<PixelBox> boxes;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        PixelBox box{};
        for (std::size_t side = 0; side < 4; ++side) {
            box[side] = static_cast<int>(values[4 * i + side]);
            if (static_cast<float>(box[side]) != values[4 * i + side])
                QSKIP("boxes of fractions of pixels");
        }
        boxes.push_back(box);
    }
    for (const int tenths : {3, 5, 7}) {
        const std::vector<std::int64_t> expected =
            readNpy(folder / ("nms_keep_" + std::to_string(tenths) + ".npy"))
                .values<std::int64_t>();
        const std::vector<std::size_t> kept = suppressOverlapping(boxes, scores, tenths / 10.0);
        QVERIFY(std::equal(
            kept.begin(),
            kept.end(),
            expected.begin(),
            expected.end(),
            [](std::size_t a, std::int64_t b) { return static_cast<std::int64_t>(a) == b; }));
    }
}

void MaskFiltersTest::smallRegions() {
    CLEAVE_REQUIRE_DATA(folder, "golden/ops");
    for (const auto& [name, which] :
         {std::pair{"holes", SmallRegions::Holes}, {"islands", SmallRegions::Islands}})
        for (const int area : {3, 12, 400}) {
            const std::string file = "regions_" + std::string(name) + "_" + std::to_string(area);
            const std::vector<Image> expected = goldenMasks(folder / (file + ".npy"));
            const std::vector<std::uint8_t> changed =
                readNpy(folder / (file + "_changed.npy")).values<std::uint8_t>();
            std::vector<Image> masks = goldenMasks(folder / "masks.npy");
            for (std::size_t i = 0; i < masks.size(); ++i) {
                QCOMPARE(removeSmallRegions(masks[i], area, which), changed[i] != 0);
                QVERIFY(masks[i] == expected[i]);
            }
        }
}

void MaskFiltersTest::emptyMasksHaveAnEmptyBox() {
    QVERIFY(maskBox(Image(7, 5, 1)) == PixelBox{});
}

QTEST_GUILESS_MAIN(MaskFiltersTest)
#include "mask_filters_test.moc"
