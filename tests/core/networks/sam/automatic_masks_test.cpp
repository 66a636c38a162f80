// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"
#include "core/base/safe_file.h"
#include "core/formats/coco_rle.h"
#include "core/networks/sam/automatic_masks.h"
#include "kernels/base/parallel_for.h"
#include "tests/support/golden.h"
#include "tests/support/test_data.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace cleave;
using namespace cleave::tests;
using Json = nlohmann::json;

class AutomaticMasksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalTheReferences_data();
    void equalTheReferences();
    void candidatesEqualTheReferences();
    void threadsDoNotChangeThem();
    void cancellingStopsThem();
};

namespace {

AutomaticMaskParams paramsOf(const Json& arguments) {
    AutomaticMaskParams params;
    params.pointsPerSide = arguments.value("points_per_side", params.pointsPerSide);
    params.predictedIou = arguments.value("pred_iou_thresh", params.predictedIou);
    params.stability = arguments.value("stability_score_thresh", params.stability);
    params.stabilityOffset = arguments.value("stability_score_offset", params.stabilityOffset);
    params.boxOverlap = arguments.value("box_nms_thresh", params.boxOverlap);
    params.cropLayers = arguments.value("crop_n_layers", params.cropLayers);
    params.cropOverlap = arguments.value("crop_overlap_ratio", params.cropOverlap);
    params.cropBoxOverlap = arguments.value("crop_nms_thresh", params.cropBoxOverlap);
    params.cropPointDivisor =
        arguments.value("crop_n_points_downscale_factor", params.cropPointDivisor);
    params.minimumArea = arguments.value("min_mask_region_area", params.minimumArea);
    return params;
}

} // namespace

void AutomaticMasksTest::equalTheReferences_data() {
    QTest::addColumn<QString>("run");
    QTest::newRow("defaults but for thresholds") << "amg_default";
    QTest::newRow("crops and small regions") << "amg_crops";
}

void AutomaticMasksTest::equalTheReferences() {
    QFETCH(QString, run);
    CLEAVE_REQUIRE_DATA(golden, "golden");
    const Json json = Json::parse(readTextFile(golden / "amg" / (run.toStdString() + ".json")));
    const Sam sam(golden / "sam_tiny/sam_tiny.pth");
    const auto masks = automaticMasks(
        sam, goldenImage(golden / "amg/image.npy"), paramsOf(json["args"]), Progress());
    QCOMPARE(masks.size(), json["records"].size());
    for (std::size_t i = 0; i < masks.size(); ++i) {
        const Json& record = json["records"][i];
        const AutomaticMask& mask = masks[i];
        const Rle expected{record["segmentation"]["size"][1],
                           record["segmentation"]["size"][0],
                           record["segmentation"]["counts"]};
        const std::int64_t shared = intersectionArea(mask.region, expected);
        QVERIFY(static_cast<double>(shared) >=
                0.995 * static_cast<double>(mask.region.area() + expected.area() - shared));
        const auto box = record["bbox"].get<std::array<double, 4>>();
        QVERIFY(std::abs(mask.box[0] - box[0]) <= 1 && std::abs(mask.box[1] - box[1]) <= 1);
        QVERIFY(std::abs(mask.box[2] - mask.box[0] - box[2]) <= 1 &&
                std::abs(mask.box[3] - mask.box[1] - box[3]) <= 1);
        QVERIFY(std::abs(mask.predictedIou - record["predicted_iou"].get<double>()) <= 1e-4);
        QVERIFY(std::abs(mask.stability - record["stability_score"].get<double>()) <= 5e-3);
        QVERIFY(std::abs(mask.point[0] - record["point_coords"][0][0].get<double>()) <= 1e-4);
        QVERIFY(std::abs(mask.point[1] - record["point_coords"][0][1].get<double>()) <= 1e-4);
        const auto crop = record["crop_box"].get<std::array<double, 4>>();
        QVERIFY(mask.crop[0] == crop[0] && mask.crop[1] == crop[1]);
        QVERIFY(mask.crop[2] - mask.crop[0] == crop[2] && mask.crop[3] - mask.crop[1] == crop[3]);
        if (mask.region == expected)
            QCOMPARE(compressCounts(mask.region.counts), record["coco_counts"].get<std::string>());
    }
}

void AutomaticMasksTest::candidatesEqualTheReferences() {
    CLEAVE_REQUIRE_DATA(golden, "golden");
    const Sam sam(golden / "sam_tiny/sam_tiny.pth");
    const Image photo = goldenImage(golden / "amg/image.npy");
    const SamEmbedding embedding = sam.embed(photo, Progress());
    const SamUpscaler upscaler(embedding.frame, sam.maskSize());
    std::vector<float> ious, stabilities,
        logits(static_cast<std::size_t>(photo.width * photo.height));
    for (const auto& [x, y] : pointGrid(6)) {
        const SamAnswer answer =
            sam.answer(embedding, {.points = {{x * photo.width, y * photo.height, 1}}, .box = {}});
        for (std::size_t i = 0; i < answer.logits.size(); ++i) {
            upscaler.run(answer.logits[i].data(), logits.data());
            ious.push_back(answer.predictedIou[i]);
            stabilities.push_back(stabilityScore(logits, 1));
        }
    }
    CLEAVE_EXPECT_NEAR(ious,
                       readNpy(golden / "amg/amg_default__cand_iou.npy").values<float>(),
                       1e-4,
                       "predicted IoU");
    std::vector<float> expected =
        readNpy(golden / "amg/amg_default__cand_stability.npy").values<float>();
    for (std::size_t i = 0; i < expected.size(); ++i)
        if (std::isnan(expected[i]) && std::isnan(stabilities[i]))
            expected[i] = stabilities[i] = 0;
    CLEAVE_EXPECT_NEAR(stabilities, expected, 2e-3, "stability");
}

void AutomaticMasksTest::threadsDoNotChangeThem() {
    CLEAVE_REQUIRE_DATA(golden, "golden");
    const Sam sam(golden / "sam_tiny/sam_tiny.pth");
    const Image photo = goldenImage(golden / "amg/image.npy");
    AutomaticMaskParams params;
    params.pointsPerSide = 5;
    params.predictedIou = params.stability = 0.3;
    kernels::setThreadCount(1);
    const auto one = automaticMasks(sam, photo, params, Progress());
    kernels::setThreadCount(4);
    const auto several = automaticMasks(sam, photo, params, Progress());
    kernels::setThreadCount(0);
    QVERIFY(!one.empty());
    QVERIFY(one == several);
}

void AutomaticMasksTest::cancellingStopsThem() {
    CLEAVE_REQUIRE_DATA(golden, "golden");
    const Sam sam(golden / "sam_tiny/sam_tiny.pth");
    Progress* running = nullptr;
    Progress progress([&](const ProgressReport& report) {
        if (report.fraction > 0.3)
            running->cancel();
    });
    running = &progress;
    QVERIFY_EXCEPTION_THROWN(
        automaticMasks(sam, goldenImage(golden / "amg/image.npy"), {}, progress), Cancelled);
}

QTEST_GUILESS_MAIN(AutomaticMasksTest)
#include "automatic_masks_test.moc"
