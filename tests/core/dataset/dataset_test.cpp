// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/content_hash.h"
#include "core/dataset/dataset.h"
#include "core/dataset/split.h"
#include "tests/support/expect_error.h"

#include <QTest>

#include <set>

using namespace cleave;

namespace {

Dataset named(const std::vector<std::string>& names, const std::string& folder = "images") {
    Dataset dataset;
    dataset.folder = "/data/scene";
    for (const std::string& name : names) {
        View view;
        view.id = {static_cast<std::int32_t>(dataset.views.size())};
        view.name = name;
        view.path = std::filesystem::path(folder) / name;
        dataset.views.push_back(view);
    }
    return dataset;
}

} // namespace

class DatasetTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void viewsAreFoundWithAndWithoutFolderAndExtension();
    void ambiguousNamesAreErrors();
    void viewsAreFoundById();
    void trainAndTestViewsShareAllViews();
    void theExtentGrowsWithTheCameras();
    void hashesDependOnEveryByteAndTheLength();
};

void DatasetTest::viewsAreFoundWithAndWithoutFolderAndExtension() {
    const Dataset dataset = named({"a.jpg", "img.0002.png", "sub/c.jpg"});
    for (const char* name :
         {"a", "a.jpg", "images/a.jpg", "images/a", "./images/a.jpg", "masks/a.png", "a.json"})
        QCOMPARE(dataset.findView(name), &dataset.views[0]);
    for (const char* name : {"img.0002", "img.0002.png", "images/img.0002"})
        QCOMPARE(dataset.findView(name), &dataset.views[1]);
    for (const char* name : {"c", "sub/c", "sub/c.jpg", "images/sub/c.jpg"})
        QCOMPARE(dataset.findView(name), &dataset.views[2]);
    for (const char* name : {"", "b", "a.b.c", "img"})
        QCOMPARE(dataset.findView(name), static_cast<const View*>(nullptr));
}

void DatasetTest::ambiguousNamesAreErrors() {
    const Dataset dataset = named({"test/r_0.png", "train/r_0.png", "train/r_1.png"}, "");
    QCOMPARE(dataset.findView("test/r_0"), &dataset.views[0]);
    QCOMPARE(dataset.findView("r_1"), &dataset.views[2]);
    CLEAVE_EXPECT_ERROR(dataset.findView("r_0"), "r_0", "test/r_0.png", "train/r_0.png");
}

void DatasetTest::viewsAreFoundById() {
    Dataset dataset = named({"a", "b", "c"});
    dataset.views.erase(dataset.views.begin());
    QCOMPARE(dataset.view({2}).name, std::string("c"));
    CLEAVE_EXPECT_ERROR(dataset.view({0}), "0");
    CLEAVE_EXPECT_ERROR(dataset.view({-1}), "-1");
}

void DatasetTest::trainAndTestViewsShareAllViews() {
    Dataset dataset = named({"a", "b", "c", "d", "e"});
    holdOutEvery(dataset, 3);
    QCOMPARE(dataset.testViews(), (std::vector<ViewId>{{0}, {3}}));
    QCOMPARE(dataset.trainViews(), (std::vector<ViewId>{{1}, {2}, {4}}));
    holdOutNamed(dataset, {}, "an empty list");
    QVERIFY(dataset.testViews().empty());
}

void DatasetTest::theExtentGrowsWithTheCameras() {
    Dataset dataset = named({"a", "b"});
    QVERIFY(dataset.cameraExtent() > 0);
    dataset.views[0].camera.pose.translation = {0, 0, 3};
    dataset.views[1].camera.pose.translation = {0, 4, 3};
    QVERIFY(std::abs(dataset.cameraExtent() - 2) < 1e-12);
}

void DatasetTest::hashesDependOnEveryByteAndTheLength() {
    std::set<std::uint64_t> hashes;
    std::vector<std::byte> bytes;
    for (int length = 0; length < 80; ++length) {
        hashes.insert(contentHash(bytes));
        bytes.push_back(std::byte{0});
    }
    for (std::byte& byte : bytes) {
        byte = std::byte{1};
        hashes.insert(contentHash(bytes));
        byte = std::byte{0};
    }
    QCOMPARE(hashes.size(), std::size_t{160});
    // Project files hold these: they must never change.
    std::vector<std::byte> text;
    for (const char c : std::string("Cleave keeps photos where they are, and knows them again."))
        text.push_back(static_cast<std::byte>(c));
    QCOMPARE(contentHash(text), std::uint64_t{18042431982088666512u});
}

QTEST_GUILESS_MAIN(DatasetTest)
#include "dataset_test.moc"
