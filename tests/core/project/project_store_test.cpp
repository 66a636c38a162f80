// SPDX-License-Identifier: Apache-2.0
#include "core/project/autosave.h"
#include "core/project/migrations.h"
#include "tests/core/project/example_project.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

#include <fstream>

using namespace cleave;
using namespace cleave::tests;
namespace fs = std::filesystem;

class ProjectStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSavedProjectLoadsEqual();
    void aLoadedProjectSavesEqualBytesOfContent();
    void anEmptyProjectSurvives();
    void gridFieldsSurvive();
    void assetsAreWrittenOnceAndDroppedWhenUnused();
    void bigAssetsSpanChunks();
    void equalSelectionsAreSharedAgain();
    void photosAreFoundBesideAMovedProject();
    void missingPhotosAreReportedAndRelinked();
    void differingPhotosAreNotRelinked();
    void savingOverAnotherFileReplacesIt();
    void cancellingASaveKeepsTheOldDocument();
    void theRecoveryFileIsFoundWhileItIsNewer();
    void olderDocumentsAreMigratedStepByStep();
};

void ProjectStoreTest::aSavedProjectLoadsEqual() {
    const TemporaryFolder folder;
    const Project project = exampleProject(folder.path());
    save(project, folder / "a.cleave");
    const LoadedProject loaded = load(folder / "a.cleave");
    QCOMPARE(difference(project, loaded.project), std::string());
    QVERIFY(loaded.problems.empty());
    QCOMPARE(loaded.formatVersion, projectFormatVersion);
    QCOMPARE(loaded.project.dataset->folder, folder / "photos");
}

void ProjectStoreTest::aLoadedProjectSavesEqualBytesOfContent() {
    const TemporaryFolder folder;
    save(exampleProject(folder.path()), folder / "a.cleave");
    const Project first = load(folder / "a.cleave").project;
    save(first, folder / "b.cleave");
    save(first, folder / "a.cleave"); // in place: nothing to do
    QCOMPARE(difference(first, load(folder / "b.cleave").project), std::string());
    QCOMPARE(difference(first, load(folder / "a.cleave").project), std::string());
    QCOMPARE(fs::file_size(folder / "a.cleave"), fs::file_size(folder / "b.cleave"));
}

void ProjectStoreTest::anEmptyProjectSurvives() {
    const TemporaryFolder folder;
    save(Project(), folder / "empty.cleave");
    const LoadedProject loaded = load(folder / "empty.cleave");
    QCOMPARE(difference(Project(), loaded.project), std::string());
    QVERIFY(!loaded.project.dataset);
    QVERIFY(loaded.problems.empty());
}

void ProjectStoreTest::gridFieldsSurvive() {
    const TemporaryFolder folder;
    SceneCube cube;
    cube.center = {1, 2, -3};
    cube.scale = 0.3f;
    cube.halfSize = 2;
    cube.stepGrowth = 1.0f / 256;
    HashgridShape shape;
    shape.log2TableSize = 10;
    shape.finest = 100;
    auto field = std::make_shared<HashgridField>(cube, shape);
    for (std::int64_t i = 0; i < field->table.count(); ++i)
        field->table.data()[i] = static_cast<float>(i % 1000) - 500;
    field->weights(77) = 0.5f;
    field->occupancy(2, 5) = 12345;
    LatticeCells cells(16, {0.5f, 1, 2});
    cells.occupy(77);
    cells.occupy(2 * cells.cellsPerCascade() + 5);
    PrimitiveLattice lattice(cells);
    lattice.opacities().fill(0.25f);
    field->setLattice(std::move(lattice));
    Project project;
    project.field = std::shared_ptr<const HashgridField>(field);
    save(project, folder / "a.cleave");
    const LoadedProject loaded = load(folder / "a.cleave");
    QVERIFY(loaded.problems.empty());
    const auto& read = std::get<std::shared_ptr<const HashgridField>>(loaded.project.field);
    QVERIFY(read != nullptr);
    QCOMPARE(read->revision, field->revision);
    QVERIFY(read->cube == field->cube && read->shape == field->shape &&
            read->encoding == field->encoding);
    QVERIFY(std::equal(read->table.begin(), read->table.end(), field->table.begin()));
    QVERIFY(std::equal(read->weights.begin(), read->weights.end(), field->weights.begin()));
    QVERIFY(std::equal(read->occupancy.begin(), read->occupancy.end(), field->occupancy.begin()));
    QCOMPARE(read->count, std::int64_t{16});
    QVERIFY(read->lattice->cells() == cells);
    QCOMPARE(read->lattice->opacities()(15), 0.25f);
}

void ProjectStoreTest::assetsAreWrittenOnceAndDroppedWhenUnused() {
    const TemporaryFolder folder;
    Project project = exampleProject(folder.path());
    project.trainingState =
        std::make_shared<const std::vector<std::byte>>(std::size_t{100} << 20, std::byte{1});
    save(project, folder / "a.cleave");
    const auto full = fs::file_size(folder / "a.cleave");
    QVERIFY(full > (std::size_t{100} << 20));
    project.seed = 5;
    save(project, folder / "a.cleave");
    QCOMPARE(fs::file_size(folder / "a.cleave"), full);
    project.trainingState = nullptr;
    save(project, folder / "a.cleave"); // the space stays for what comes next
    save(project, folder / "a.cleave"); // mostly garbage now: written anew
    QVERIFY(fs::file_size(folder / "a.cleave") < (std::size_t{2} << 20));
    QCOMPARE(difference(project, load(folder / "a.cleave").project), std::string());
}

void ProjectStoreTest::bigAssetsSpanChunks() {
    const TemporaryFolder folder;
    Project project;
    auto field = std::make_shared<GaussianField>(200000, 3); // 47 MB in three chunks
    for (std::int64_t i = 0; i < 200000; ++i)
        field->plane(58)[i] = static_cast<float>(i);
    project.field = std::shared_ptr<const GaussianField>(field);
    save(project, folder / "a.cleave");
    QCOMPARE(difference(project, load(folder / "a.cleave").project), std::string());
}

void ProjectStoreTest::equalSelectionsAreSharedAgain() {
    const TemporaryFolder folder;
    const Project project = exampleProject(folder.path());
    save(project, folder / "a.cleave");
    const Project loaded = load(folder / "a.cleave").project;
    const auto segments = loaded.segments.segments();
    QVERIFY(segments[0].primitives ==
            segments[1].primitives); // a blob and its "cap" were given the same one
    QVERIFY(segments[0].primitives != segments[2].primitives);
}

void ProjectStoreTest::photosAreFoundBesideAMovedProject() {
    const TemporaryFolder folder;
    fs::create_directories(folder / "first");
    save(exampleProject(folder / "first"), folder / "first/a.cleave");
    fs::rename(folder / "first", folder / "second");
    const LoadedProject loaded = load(folder / "second/a.cleave");
    QVERIFY(loaded.problems.empty());
    QCOMPARE(loaded.project.dataset->folder, folder / "second/photos");
}

void ProjectStoreTest::missingPhotosAreReportedAndRelinked() {
    const TemporaryFolder folder;
    save(exampleProject(folder.path()), folder / "a.cleave");
    fs::create_directories(folder / "elsewhere/deep");
    fs::rename(folder / "photos/images", folder / "elsewhere/deep/pictures");
    const LoadedProject loaded = load(folder / "a.cleave");
    QCOMPARE(loaded.problems.size(), std::size_t{1});
    QVERIFY(loaded.problems[0].str().find("6 of 6 photos") != std::string::npos);
    QCOMPARE(missingPhotos(*loaded.project.dataset).size(), std::size_t{6});
    const Dataset relinked = relinkPhotos(*loaded.project.dataset, folder / "elsewhere");
    QVERIFY(missingPhotos(relinked).empty());
    CLEAVE_EXPECT_ERROR(relinkPhotos(*loaded.project.dataset, folder / "photos"),
                        "test_000.png",
                        "is not the photo"); // ids of that name
    CLEAVE_EXPECT_ERROR(relinkPhotos(*loaded.project.dataset, folder / "photos/masks"),
                        "holds no photo",
                        "test_000.png");
    CLEAVE_EXPECT_ERROR(relinkPhotos(*loaded.project.dataset, folder / "nowhere"), "nowhere");
}

void ProjectStoreTest::differingPhotosAreNotRelinked() {
    const TemporaryFolder folder;
    const Project project = exampleProject(folder.path());
    Dataset dataset = *project.dataset;
    for (View& view : dataset.views)
        view.contentHash = 12345; // of other photos
    CLEAVE_EXPECT_ERROR(
        relinkPhotos(dataset, folder / "photos"), "test_000.png", "is not the photo");
}

void ProjectStoreTest::savingOverAnotherFileReplacesIt() {
    const TemporaryFolder folder;
    std::ofstream(folder / "a.cleave") << "no project at all";
    const Project project = exampleProject(folder.path());
    save(project, folder / "a.cleave");
    QCOMPARE(difference(project, load(folder / "a.cleave").project), std::string());
    // Another project's file holds only the new one's contents afterwards.
    save(Project(), folder / "b.cleave");
    save(project, folder / "b.cleave");
    save(Project(), folder / "b.cleave");
    QCOMPARE(difference(Project(), load(folder / "b.cleave").project), std::string());
}

void ProjectStoreTest::cancellingASaveKeepsTheOldDocument() {
    const TemporaryFolder folder;
    Project project = exampleProject(folder.path());
    save(project, folder / "a.cleave");
    Project changed = project;
    changed.seed = 9;
    changed.trainingState =
        std::make_shared<const std::vector<std::byte>>(std::size_t{40} << 20, std::byte{2});
    Progress progress;
    progress.cancel();
    QVERIFY_EXCEPTION_THROWN(saveProject(changed, folder / "a.cleave", progress), Cancelled);
    QCOMPARE(difference(project, load(folder / "a.cleave").project), std::string());
    QVERIFY_EXCEPTION_THROWN(saveProject(changed, folder / "new.cleave", progress), Cancelled);
    QVERIFY(!fs::exists(folder / "new.cleave"));
}

void ProjectStoreTest::theRecoveryFileIsFoundWhileItIsNewer() {
    const TemporaryFolder folder;
    const fs::path document = folder / "a.cleave";
    Project project = exampleProject(folder.path());
    QVERIFY(!findRecovery(document));
    save(project, document);
    fs::last_write_time(document, fs::file_time_type::clock::now() - std::chrono::seconds(60));
    project.seed = 17;
    Progress progress;
    writeRecovery(project, document, progress);
    const auto recovery = findRecovery(document);
    QVERIFY(recovery.has_value());
    QCOMPARE(recovery->path, folder / "a.cleave-recovery");
    QCOMPARE(load(recovery->path).project.seed, std::uint64_t{17});
    fs::last_write_time(document,
                        fs::file_time_type::clock::now() + std::chrono::seconds(60)); // saved since
    QVERIFY(!findRecovery(document));
    discardRecovery(document);
    QVERIFY(!fs::exists(recovery->path));
    discardRecovery(document);
}

void ProjectStoreTest::olderDocumentsAreMigratedStepByStep() {
    const Migration steps[] = {[](Documents& d) { d["project"] += "2"; },
                               [](Documents& d) { d["project"] += "3"; }};
    Documents documents = {{"project", "1"}};
    migrate(documents, 1, steps, "old.cleave");
    QCOMPARE(documents["project"], std::string("123"));
    documents = {{"project", "2"}};
    migrate(documents, 2, steps, "old.cleave");
    QCOMPARE(documents["project"], std::string("23"));
    CLEAVE_EXPECT_ERROR(
        migrate(documents, 4, steps, "new.cleave"), "new.cleave", "format 4", "up to 3");
    CLEAVE_EXPECT_ERROR(migrate(documents, 0, steps, "odd.cleave"), "odd.cleave", "format 0");
    QCOMPARE(static_cast<int>(migrations().size()) + 1, projectFormatVersion);
}

QTEST_GUILESS_MAIN(ProjectStoreTest)
#include "project_store_test.moc"
