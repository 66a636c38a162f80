// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/dataset/dataset_import.h"
#include "core/dataset/photo_store.h"
#include "core/formats/image_file.h"
#include "tests/support/expect_error.h"
#include "tests/support/small_dataset.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace cleave;
using namespace cleave::tests;

namespace {

constexpr std::size_t photoBytes = 32 * 24 * 3;

std::shared_ptr<const Dataset> smallDataset(const TemporaryFolder& folder, int count) {
    writeTransformsDataset(folder.path(), count);
    Progress progress;
    return std::make_shared<const Dataset>(importDataset(folder.path(), {}, progress));
}

} // namespace

class PhotoStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void photosAreThoseOfTheFiles();
    void theBudgetIsKeptByDroppingTheOldest();
    void onePhotoMayExceedTheBudget();
    void manyThreadsGetTheSamePhotos();
    void prefetchedPhotosNeedNoFile();
    void unreadablePhotosNameTheFileAndCanBeRepaired();
    void photosThatChangedTheirSizeAreRefused();
};

void PhotoStoreTest::photosAreThoseOfTheFiles() {
    TemporaryFolder folder;
    const auto dataset = smallDataset(folder, 5);
    PhotoStore store(dataset);
    for (const View& view : dataset->views)
        QVERIFY(*store.photo(view.id) == readImage(dataset->photoPath(view)));
    QCOMPARE(store.residentBytes(), 5 * photoBytes);
    QCOMPARE(store.photo({2}), store.photo({2})); // shared, not decoded again
    CLEAVE_EXPECT_ERROR(store.photo({5}), "5");
}

void PhotoStoreTest::theBudgetIsKeptByDroppingTheOldest() {
    TemporaryFolder folder;
    const auto dataset = smallDataset(folder, 4);
    PhotoStore store(dataset, 2 * photoBytes);
    const auto first = store.photo({0});
    const std::weak_ptr<const Image> second = store.photo({1});
    QCOMPARE(store.photo({0}), first); // now the younger one
    static_cast<void>(store.photo({2}));
    QVERIFY(second.expired());
    QCOMPARE(store.photo({0}), first);
    QCOMPARE(store.residentBytes(), 2 * photoBytes);
}

void PhotoStoreTest::onePhotoMayExceedTheBudget() {
    TemporaryFolder folder;
    const auto dataset = smallDataset(folder, 2);
    PhotoStore store(dataset, 10);
    QCOMPARE(store.photo({0})->width, 32);
    QCOMPARE(store.photo({1})->width, 32);
    QCOMPARE(store.residentBytes(), photoBytes);
}

void PhotoStoreTest::manyThreadsGetTheSamePhotos() {
    TemporaryFolder folder;
    const auto dataset = smallDataset(folder, 6);
    std::vector<Image> expected;
    for (const View& view : dataset->views)
        expected.push_back(loadPhoto(*dataset, view));
    PhotoStore store(dataset, 3 * photoBytes);
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 60; ++i) {
                    const int id = (i * (t + 1) + t) % 6;
                    store.prefetch({(id + 1) % 6});
                    wrong += !(*store.photo({id}) == expected[static_cast<std::size_t>(id)]);
                }
            });
    }
    QCOMPARE(wrong.load(), 0);
    QVERIFY(store.residentBytes() <= 3 * photoBytes);
}

void PhotoStoreTest::prefetchedPhotosNeedNoFile() {
    TemporaryFolder folder;
    const auto dataset = smallDataset(folder, 3);
    PhotoStore store(dataset);
    store.prefetch({1});
    store.prefetch({1});
    QTRY_COMPARE(store.residentBytes(), photoBytes);
    std::filesystem::remove_all(folder / "images");
    QCOMPARE(store.photo({1})->width, 32);
}

void PhotoStoreTest::unreadablePhotosNameTheFileAndCanBeRepaired() {
    TemporaryFolder folder;
    const auto dataset = smallDataset(folder, 3);
    PhotoStore store(dataset);
    const auto path = dataset->photoPath(dataset->views[1]);
    const std::vector<std::byte> whole = readFile(path);
    writeTextFile(path, "scratched");
    store.prefetch({1});
    CLEAVE_EXPECT_ERROR(store.photo({1}), "photo_01.png");
    std::filesystem::remove(path);
    CLEAVE_EXPECT_ERROR(store.photo({1}), "photo_01.png");
    writeFile(path, std::span(whole).first(whole.size() / 2));
    CLEAVE_EXPECT_ERROR(store.photo({1}), "photo_01.png");
    writeFile(path, whole);
    QCOMPARE(store.photo({1})->width, 32);
}

void PhotoStoreTest::photosThatChangedTheirSizeAreRefused() {
    TemporaryFolder folder;
    const auto dataset = smallDataset(folder, 3);
    writePhoto(folder / "images/photo_02.png", 2, 64, 48);
    PhotoStore store(dataset);
    CLEAVE_EXPECT_ERROR(store.photo({2}), "photo_02.png", "64 x 48", "32 x 24");
}

QTEST_GUILESS_MAIN(PhotoStoreTest)
#include "photo_store_test.moc"
