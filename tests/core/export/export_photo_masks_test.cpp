// SPDX-License-Identifier: Apache-2.0
// What is written for the published programs comes back the same.
#include "core/export/export_photo_masks.h"
#include "core/formats/checkpoint.h"
#include "core/formats/npz.h"
#include "core/masks/mask_import.h"
#include "core/sample/scene_builder.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

#include <algorithm>

using namespace cleave;
using namespace cleave::tests;

namespace {

struct Stage {
    BuiltScene scene = SceneBuilder().blobs(3).cameras(4).imageSize(64, 48).build();
    std::shared_ptr<const MaskSet> masks = simulatedMasks(scene, 3);
    RadianceField field = std::make_shared<const GaussianField>(scene.field.clone());
    TemporaryFolder folder;

    std::vector<std::filesystem::path> write(PhotoMaskFormat format) const {
        Progress progress;
        return exportPhotoMasks(scene.dataset, *masks, field, format, folder.path(), progress);
    }

    MaskImport read() const {
        Progress progress;
        return importMasks(scene.dataset, folder.path(), progress);
    }
};

} // namespace

class ExportPhotoMasksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void patchesComeBackTheSame();
    void masksOfBothFormsComeBackTheSame();
    void scalesAreThoseOfTheMasks();
    void aHierarchyAloneGivesItsMasks();
    void missingStepsAreNamed();
};

void ExportPhotoMasksTest::patchesComeBackTheSame() {
    const Stage stage;
    QCOMPARE(stage.write(PhotoMaskFormat::OmniSeg3d).size(), stage.masks->views.size());
    const MaskImport read = stage.read();
    QCOMPARE(read.masks->views.size(), stage.masks->views.size());
    for (const auto& [id, view] : stage.masks->views)
        QVERIFY(read.masks->find(id)->hierarchy == view->hierarchy);
}

void ExportPhotoMasksTest::masksOfBothFormsComeBackTheSame() {
    for (const PhotoMaskFormat format : {PhotoMaskFormat::Saga, PhotoMaskFormat::Coco}) {
        const Stage stage;
        stage.write(format);
        const MaskImport read = stage.read();
        QCOMPARE(read.masks->views.size(), stage.masks->views.size());
        QVERIFY(read.unmatchedFiles.empty());
        for (const auto& [id, view] : stage.masks->views) {
            const ViewMasks* again = read.masks->find(id);
            QCOMPARE(again->masks.size(), view->masks.size());
            for (std::size_t m = 0; m < view->masks.size(); ++m)
                QVERIFY(again->masks[m].region == view->masks[m].region);
        }
    }
}

void ExportPhotoMasksTest::scalesAreThoseOfTheMasks() {
    const Stage stage;
    stage.write(PhotoMaskFormat::Saga);
    for (const auto& [id, view] : stage.masks->views) {
        const std::string stem =
            std::filesystem::path(stage.scene.dataset.view(id).name).stem().string();
        const Checkpoint file = readCheckpoint(stage.folder / ("mask_scales/" + stem + ".pt"));
        QCOMPARE(file.tensors().size(), std::size_t{1});
        QCOMPARE(file.tensors()[0].shape,
                 std::vector<std::int64_t>{static_cast<std::int64_t>(view->masks.size())});
        const std::vector<float> scales = file.read(file.tensors()[0]).floats();
        for (const float scale : scales)
            QVERIFY(scale > 0 && scale < 10);
        // The largest thing is no smaller than what covers the fewest pixels.
        const auto byArea = std::minmax_element(
            view->masks.begin(), view->masks.end(), [](const Mask& a, const Mask& b) {
                return a.region.area() < b.region.area();
            });
        QVERIFY(scales[std::size_t(byArea.second - view->masks.begin())] >=
                scales[std::size_t(byArea.first - view->masks.begin())]);
    }
}

void ExportPhotoMasksTest::aHierarchyAloneGivesItsMasks() {
    Stage stage;
    auto bare = std::make_shared<MaskSet>();
    const auto [id, view] = *stage.masks->views.begin();
    auto only = std::make_shared<ViewMasks>();
    only->hierarchy = view->hierarchy;
    bare->views[id] = only;
    stage.masks = bare;
    stage.write(PhotoMaskFormat::Coco);
    const MaskImport read = stage.read();
    QVERIFY(!read.masks->find(id)->masks.empty());
    std::vector<std::uint8_t> covered(view->hierarchy.patches.pixels.size());
    for (const Mask& mask : read.masks->find(id)->masks) {
        const Image image = decodeRle(mask.region);
        for (std::size_t i = 0; i < covered.size(); ++i)
            covered[i] |= image.pixels[i];
    }
    for (std::size_t i = 0; i < covered.size(); ++i)
        QCOMPARE(covered[i] != 0, view->hierarchy.patches.pixels[i] != 0);
}

void ExportPhotoMasksTest::missingStepsAreNamed() {
    Stage stage;
    stage.field = {};
    CLEAVE_EXPECT_ERROR(stage.write(PhotoMaskFormat::Saga), "train");
    stage.masks = std::make_shared<const MaskSet>();
    CLEAVE_EXPECT_ERROR(stage.write(PhotoMaskFormat::OmniSeg3d), "no masks");
}

QTEST_GUILESS_MAIN(ExportPhotoMasksTest)
#include "export_photo_masks_test.moc"
