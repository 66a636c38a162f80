// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/jobs/manage_models.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/torch_file.h"
#include "tests/support/write_checkpoint.h"

#include <QTest>

#include <algorithm>
#include <optional>
#include <set>

using namespace cleave;
using namespace cleave::tests;

namespace {

/// Without a published size or checksum, so that a small file can stand in for it.
const std::string openName = "dino_vitbase8_pretrain.pth";

ModelState stateNamed(const std::string& name) {
    for (const ModelState& state : listModels())
        if (state.model.name == name)
            return state;
    return {};
}

} // namespace

class ManageModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theCatalogueIsWellFormed();
    void sha256IsThePublishedFunction();
    void anAddedFileIsPresentWithItsSum();
    void otherFilesAreListedUnderTheirName();
    void linksLeaveTheFileWhereItIs();
    void aKnownModelOfAnotherSizeIsRefused();
    void aSecondFileOfAnotherSumIsRefused();
    void maliciousAndBrokenFilesAreRefused();
    void cancellingLeavesNothing();
    void verifyingFindsDamage();
    void aFilePutThereByHandIsTakenInByVerifying();
    void removingForgets();
    void namesOutsideTheFolderAreRefused();

private:
    std::filesystem::path checkpoint(const std::string& name, float value = 1) const {
        CheckpointWriter writer(*folder_ / name);
        writer.add("w", {2}, std::vector<float>{value, 2});
        writer.finish();
        return *folder_ / name;
    }

    std::optional<TemporaryFolder> folder_;
};

void ManageModelsTest::init() {
    folder_.emplace();
    qputenv("CLEAVE_MODELS", QByteArray::fromStdString((*folder_ / "models").string()));
}

void ManageModelsTest::theCatalogueIsWellFormed() {
    std::set<std::string> names;
    for (const KnownModel& model : knownModels()) {
        QVERIFY2(names.insert(model.name).second, model.name.c_str());
        QVERIFY2(model.url.starts_with("https://"), model.url.c_str());
        QVERIFY2(model.sha256.empty() ||
                     (model.sha256.size() == 64 &&
                      model.sha256.find_first_not_of("0123456789abcdef") == std::string::npos),
                 model.name.c_str());
        QVERIFY2(!usedBy(model.network).empty() && !model.licence.empty() && !model.title.empty(),
                 model.name.c_str());
    }
    for (const char* name : {"sam_vit_b_01ec64.pth",
                             "sam_vit_l_0b3195.pth",
                             "sam_vit_h_4b8939.pth",
                             "mobile_sam.pt"}) {
        QVERIFY2(findKnownModel(name), name);
        QVERIFY2(findKnownModel(name)->bytes > 0 && !findKnownModel(name)->sha256.empty(), name);
    }
}

void ManageModelsTest::sha256IsThePublishedFunction() {
    // FIPS 180-4's example.
    writeTextFile(*folder_ / "abc", "abc");
    Progress progress;
    QCOMPARE(fileSha256(*folder_ / "abc", progress),
             std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

void ManageModelsTest::anAddedFileIsPresentWithItsSum() {
    Progress progress;
    QVERIFY(!stateNamed(openName).isPresent);
    const auto file = checkpoint("my_download.pth");
    const ModelState added = runAddModel({file, openName}, progress);
    QVERIFY(added.isPresent);
    QCOMPARE(added.sha256, fileSha256(file, progress));
    QCOMPARE(readFile(added.path), readFile(file));
    QCOMPARE(stateNamed(openName).sha256, added.sha256);
    QCOMPARE(installedModel(openName), std::optional(added.path));
    QCOMPARE(installedModelOf("dino"), std::optional(added.path));
    QVERIFY(!installedModelOf("sam"));
}

void ManageModelsTest::otherFilesAreListedUnderTheirName() {
    Progress progress;
    runAddModel({checkpoint("fine_tuned.pth")}, progress);
    QVERIFY(stateNamed("fine_tuned.pth").isPresent);
    QCOMPARE(listModels().size(), knownModels().size() + 1);
}

void ManageModelsTest::linksLeaveTheFileWhereItIs() {
    Progress progress;
    const auto file = checkpoint("own.pth");
    const ModelState added = runAddModel({file, openName, AddMode::Link}, progress);
    QVERIFY(std::filesystem::is_symlink(added.path));
    QVERIFY(std::filesystem::equivalent(added.path, file));
    runRemoveModel(openName);
    QVERIFY(std::filesystem::exists(file));
    QVERIFY(!stateNamed(openName).isPresent);
}

void ManageModelsTest::aKnownModelOfAnotherSizeIsRefused() {
    Progress progress;
    CLEAVE_EXPECT_ERROR(runAddModel({checkpoint("sam_vit_b_01ec64.pth")}, progress),
                        "sam_vit_b_01ec64.pth",
                        "expected 375042383");
    CLEAVE_EXPECT_ERROR(runAddModel({checkpoint("a.pth"), "ViT-B-16.pt"}, progress),
                        "a.pth",
                        "SHA-256",
                        "expected 5806e77c");
    QVERIFY(!stateNamed("ViT-B-16.pt").isPresent);
}

void ManageModelsTest::aSecondFileOfAnotherSumIsRefused() {
    Progress progress;
    runAddModel({checkpoint("a.pth"), openName}, progress);
    CLEAVE_EXPECT_ERROR(
        runAddModel({checkpoint("b.pth", 7), openName}, progress), "b.pth", openName, "SHA-256");
    runAddModel({checkpoint("a.pth"), openName}, progress);
    runRemoveModel(openName);
    runAddModel({checkpoint("b.pth", 7), openName}, progress);
    QVERIFY(stateNamed(openName).isPresent);
}

void ManageModelsTest::maliciousAndBrokenFilesAreRefused() {
    Progress progress;
    PickleBuilder()
        .global("os", "system")
        .raw("(")
        .text("true")
        .raw("tR")
        .save(*folder_ / "evil.pth", {});
    CLEAVE_EXPECT_ERROR(
        runAddModel({*folder_ / "evil.pth", openName}, progress), "evil.pth", "os.system");
    writeTextFile(*folder_ / "text.pth", "<html>Not found</html>");
    CLEAVE_EXPECT_ERROR(
        runAddModel({*folder_ / "text.pth", openName}, progress), "text.pth", "no checkpoint");
    CLEAVE_EXPECT_ERROR(
        runAddModel({*folder_ / "none.pth", openName}, progress), "none.pth", "does not exist");
    QVERIFY(!stateNamed(openName).isPresent);
}

void ManageModelsTest::cancellingLeavesNothing() {
    Progress progress;
    const auto file = checkpoint("a.pth");
    progress.cancel();
    QVERIFY_EXCEPTION_THROWN(runAddModel({file, openName}, progress), Cancelled);
    QVERIFY(!std::filesystem::exists(modelFolder()) || std::filesystem::is_empty(modelFolder()));
}

void ManageModelsTest::verifyingFindsDamage() {
    Progress progress;
    const ModelState added = runAddModel({checkpoint("a.pth"), openName}, progress);
    QCOMPARE(runVerifyModels({}, progress).size(), std::size_t{1});
    QCOMPARE(runVerifyModels({openName}, progress)[0].sha256, added.sha256);
    auto bytes = readFile(added.path);
    bytes[bytes.size() / 2] ^= std::byte{1};
    writeFile(added.path, bytes);
    CLEAVE_EXPECT_ERROR(
        runVerifyModels({}, progress), openName, "SHA-256", "expected " + added.sha256);
    CLEAVE_EXPECT_ERROR(runVerifyModels({"mobile_sam.pt"}, progress), "mobile_sam.pt");
}

void ManageModelsTest::aFilePutThereByHandIsTakenInByVerifying() {
    Progress progress;
    makeFolder(modelFolder());
    std::filesystem::copy_file(checkpoint("a.pth"), modelFolder() / openName);
    QVERIFY(stateNamed(openName).isPresent);
    QVERIFY(stateNamed(openName).sha256.empty());
    const std::string sum = runVerifyModels({}, progress)[0].sha256;
    QCOMPARE(stateNamed(openName).sha256, sum);
}

void ManageModelsTest::removingForgets() {
    Progress progress;
    runAddModel({checkpoint("fine_tuned.pth")}, progress);
    runRemoveModel("fine_tuned.pth");
    QCOMPARE(listModels().size(), knownModels().size());
    CLEAVE_EXPECT_ERROR(runRemoveModel("fine_tuned.pth"), "fine_tuned.pth");
}

void ManageModelsTest::namesOutsideTheFolderAreRefused() {
    Progress progress;
    for (const char* name : {"../x.pth", "/x.pth", "..", ".hidden", "checksums.json"}) {
        CLEAVE_EXPECT_ERROR(runAddModel({checkpoint("a.pth"), name}, progress), name);
        CLEAVE_EXPECT_ERROR(runRemoveModel(name), name);
    }
}

QTEST_GUILESS_MAIN(ManageModelsTest)
#include "manage_models_test.moc"
