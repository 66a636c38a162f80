// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/formats/image_file.h"
#include "core/jobs/make_masks.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

using namespace cleave;
using namespace cleave::tests;

namespace {

/// Two training photos and a test photo, each a coloured square on grey.
Dataset photographed(const std::filesystem::path& folder) {
    Dataset dataset;
    dataset.folder = folder;
    for (const char* name : {"a.png", "b.png", "t.png"}) {
        Image photo(80, 60, 3, 90);
        for (int y = 20; y < 45; ++y)
            for (int x = 25; x < 60; ++x)
                photo.at(x, y)[0] = 220;
        writeImage(folder / name, photo);
        View view;
        view.id = {static_cast<std::int32_t>(dataset.views.size())};
        view.name = name;
        view.path = name;
        view.camera.intrinsics = view.sourceIntrinsics = pinhole(80, 60, 1);
        view.isTest = view.name == "t.png";
        dataset.views.push_back(view);
    }
    return dataset;
}

} // namespace

class MakeMasksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTrainingViewGetsMasksAndHierarchy();
    void samIsRefusedWithTheAlternatives();
    void aMissingPhotoIsNamed();
    void cancellingStopsIt();
    void importingReportsWhatWasSkipped();
};

void MakeMasksTest::everyTrainingViewGetsMasksAndHierarchy() {
    const TemporaryFolder folder;
    Progress progress;
    const MakeMasksResult result = runMakeMasks({}, photographed(folder.path()), progress);
    QCOMPARE(result.images, std::int64_t{2});
    QCOMPARE(result.source, std::string("regions"));
    QCOMPARE(result.maskCount, result.masks->maskCount());
    QVERIFY(result.secondsPerImage > 0);
    QVERIFY(!result.masks->find({2}));
    for (const auto& [id, view] : result.masks->views) {
        QVERIFY(!view->masks.empty());
        QVERIFY(view->hierarchy.patchCount > 1);
        QCOMPARE(view->hierarchy.patches.width, 80);
    }
}

void MakeMasksTest::samIsRefusedWithTheAlternatives() {
    const TemporaryFolder folder;
    Progress progress;
    MakeMasksParams params;
    setParam(describe(params)[0], "sam");
    CLEAVE_EXPECT_ERROR(
        runMakeMasks(params, photographed(folder.path()), progress), "SAM", "--source regions");
}

void MakeMasksTest::aMissingPhotoIsNamed() {
    const TemporaryFolder folder;
    const Dataset dataset = photographed(folder.path());
    std::filesystem::remove(folder / "b.png");
    Progress progress;
    CLEAVE_EXPECT_ERROR(runMakeMasks({}, dataset, progress), "b.png");
}

void MakeMasksTest::cancellingStopsIt() {
    const TemporaryFolder folder;
    Progress progress;
    progress.cancel();
    QVERIFY_EXCEPTION_THROWN(runMakeMasks({}, photographed(folder.path()), progress), Cancelled);
}

void MakeMasksTest::importingReportsWhatWasSkipped() {
    const TemporaryFolder folder;
    const Dataset dataset = photographed(folder.path());
    makeFolder(folder / "masks");
    writeImage(folder / "masks/a.png", Image(80, 60, 1, 1));
    writeImage(folder / "masks/other.png", Image(80, 60, 1, 1));
    Progress progress;
    const MakeMasksResult result = runImportMasks(dataset, folder / "masks", progress);
    QCOMPARE(result.images, std::int64_t{1});
    QCOMPARE(result.maskCount, std::int64_t{1});
    QCOMPARE(result.source, std::string("imported"));
    QCOMPARE(result.skippedViews, std::vector<std::string>{"b.png"});
    QCOMPARE(result.unmatchedFiles, std::vector<std::string>{"other.png"});
}

QTEST_GUILESS_MAIN(MakeMasksTest)
#include "make_masks_test.moc"
