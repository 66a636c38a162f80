// SPDX-License-Identifier: Apache-2.0
#include "core/base/log.h"
#include "core/formats/gaussian_ply.h"
#include "core/jobs/new_project.h"
#include "tests/support/expect_error.h"
#include "tests/support/small_dataset.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

using namespace cleave;
using namespace cleave::tests;

class NewProjectTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void photosMakeAProjectWithoutAField();
    void splatsMakeAProjectWithoutPhotos();
    void badInputMakesNoProject();
};

void NewProjectTest::photosMakeAProjectWithoutAField() {
    TemporaryFolder folder;
    writeColmapDataset(folder.path(), 9);
    std::filesystem::remove(folder / "images" / photoName(8));
    setLogListener([](LogLevel, const Text&) {});
    DatasetImportParams params;
    params.downscale = 2;
    Progress progress;
    const Project project = runNewProject(params, folder.path(), progress);
    QVERIFY(!isTrained(project.field));
    QVERIFY(summarize(*project.dataset) == (DatasetSummary{8, 7, 1, 20, 16, 12, "colmap", 1}));
}

void NewProjectTest::splatsMakeAProjectWithoutPhotos() {
    TemporaryFolder folder;
    GaussianField field(3, 0);
    for (int i = 0; i < 3; ++i) {
        field.plane(0)[i] = static_cast<float>(i);
        for (int p = 3; p < static_cast<int>(field.planes.size(0)); ++p)
            field.plane(p)[i] = 0.25f;
    }
    writeGaussianPly(folder / "splats.ply", field);
    Progress progress;
    const Project project = runNewProjectFromSplats(folder / "splats.ply", progress);
    QVERIFY(!project.dataset);
    QCOMPARE(primitiveCount(project.field), std::int64_t{3});
    QCOMPARE(std::get<0>(project.field)->mean(2).x(), 2.0f);
}

void NewProjectTest::badInputMakesNoProject() {
    TemporaryFolder folder;
    Progress progress;
    CLEAVE_EXPECT_ERROR(runNewProject({}, folder.path(), progress), folder.path().string());
    CLEAVE_EXPECT_ERROR(runNewProjectFromSplats(folder / "none.ply", progress), "none.ply");
}

QTEST_GUILESS_MAIN(NewProjectTest)
#include "new_project_test.moc"
