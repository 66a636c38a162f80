// SPDX-License-Identifier: Apache-2.0
// Checkpoints with seeded damage: whatever comes, the reader answers with tensors or with one line,
// and takes no more memory than the file explains. CLEAVE_FUZZ_SECONDS=600 runs that long instead
// of a fixed number of files; Qt Test ends a function after five minutes unless
// QTEST_FUNCTION_TIMEOUT=700000 or so stands beside it.
#include "core/base/error.h"
#include "core/base/safe_file.h"
#include "core/formats/checkpoint.h"
#include "core/formats/zip_archive.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"
#include "tests/support/torch_file.h"
#include "tests/support/write_checkpoint.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <array>
#include <ctime>
#include <random>
#include <sys/resource.h>

using namespace cleave;
using namespace cleave::tests;

namespace {

constexpr std::size_t filesByDefault = 5'000;
constexpr double longestAnswer = 10; ///< processor seconds, for files of a few KB

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t count) {
    return static_cast<std::size_t>(random() % std::max<std::size_t>(count, 1));
}

/// A few bytes changed, taken out, doubled, or replaced by numbers at the edge of what they can
/// hold.
void damage(std::string& bytes, Random& random) {
    static const std::array<std::string, 14> pieces = {std::string("\0\0\0\0", 4),
                                                       "\xff\xff\xff\xff",
                                                       "\xff\xff\xff\x7f",
                                                       "\xff\xff\xff\xff\xff\xff\xff\xff",
                                                       std::string("\0\0\0\0\0\0\0\x80", 8),
                                                       "(",
                                                       "R",
                                                       "]",
                                                       "}",
                                                       "t",
                                                       std::string("h\0", 2),
                                                       "ctorch\nFloatStorage\n",
                                                       "PK\1\2",
                                                       "PK\5\6"};
    const std::size_t changes = 1 + below(random, 4);
    for (std::size_t i = 0; i < changes && !bytes.empty(); ++i) {
        const std::size_t at = below(random, bytes.size());
        switch (below(random, 7)) {
        case 0:
            bytes[at] = static_cast<char>(random());
            break;
        case 1:
            bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(random, 8)));
            break;
        case 2:
            bytes.erase(at, 1 + below(random, 16));
            break;
        case 3:
            bytes.insert(at, bytes.substr(below(random, bytes.size()), 1 + below(random, 32)));
            break;
        case 4: {
            const std::string& piece = pieces[below(random, pieces.size())];
            bytes.replace(at, std::min(piece.size(), bytes.size() - at), piece);
            break;
        }
        case 5:
            bytes.insert(at, pieces[below(random, pieces.size())]);
            break;
        default:
            bytes.resize(at);
            break;
        }
    }
}

/// A file to start from; the pickle of an archive is damaged apart, as its checksum would hide it
/// otherwise.
struct Seed {
    std::string name;
    std::string bytes;
    std::vector<std::pair<std::string, std::string>> members; ///< of an archive
};

Seed readSeed(const std::filesystem::path& path) {
    Seed seed{path.filename().string(), readTextFile(path), {}};
    if (!ZipReader::looksLikeZip(path))
        return seed;
    const ZipReader zip(path);
    for (const ZipEntry& entry : zip.entries()) {
        const auto bytes = zip.read(entry);
        seed.members.emplace_back(
            entry.name, std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    }
    return seed;
}

void writeDamaged(const std::filesystem::path& path, const Seed& seed, Random& random) {
    if (!seed.members.empty() && below(random, 2) == 0) {
        StoredZipWriter zip(path);
        for (const auto& [name, content] : seed.members) {
            std::string bytes = content;
            if (name.ends_with("data.pkl"))
                damage(bytes, random);
            zip.add(name, std::as_bytes(std::span(bytes)));
        }
        zip.finish();
        return;
    }
    std::string bytes = seed.bytes;
    damage(bytes, random);
    std::ofstream(path, std::ios::binary) << bytes;
}

/// What is wrong with the answer; empty where nothing is.
std::string judge(const std::filesystem::path& path) {
    try {
        const Checkpoint checkpoint = readCheckpoint(path);
        std::size_t bytes = 0;
        for (const CheckpointEntry& entry : checkpoint.tensors()) {
            try {
                const CheckpointTensor tensor = checkpoint.read(entry);
                if (tensor.count() != entry.count())
                    return "a tensor of another size than said";
                bytes += tensor.bytes.size();
            } catch (const Error&) {
                continue; // damaged numbers
            }
        }
        if (bytes > 4 * checkpoint.file()->bytes().size() + (std::size_t{1} << 20))
            return "more numbers than the file explains";
    } catch (const Error& error) {
        const std::string message = error.what();
        if (message.find('\n') != std::string::npos)
            return "a message of several lines";
        if (message.find(path.filename().string()) == std::string::npos)
            return "a message without the file: " + message;
    } catch (const std::exception& exception) {
        return std::string("an exception that is no Error: ") + exception.what();
    }
    return {};
}

} // namespace

class CheckpointFuzzTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void damagedFilesAreReadOrRefused();

private:
    TemporaryFolder folder_;
    std::vector<Seed> seeds_;
};

void CheckpointFuzzTest::initTestCase() {
#if !defined(__SANITIZE_ADDRESS__)
    // An allocation that only a lie in the file explains then fails.
    constexpr rlim_t mostMemory = rlim_t{6} << 30;
    const rlimit limit{mostMemory, mostMemory};
    QCOMPARE(::setrlimit(RLIMIT_AS, &limit), 0);
#endif
    CheckpointWriter writer(folder_ / "own.pth");
    writer.add("a.weight", {2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6});
    writer.add("a.bias", {2}, std::vector<float>{1, 2});
    writer.finish();
    seeds_.push_back(readSeed(folder_ / "own.pth"));
    if (const auto golden = testData("golden/checkpoints")) {
        std::vector<std::filesystem::path> paths;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(*golden)) {
            const std::string extension = entry.path().extension().string();
            // A bad archive that is cut off has no members to take apart.
            if ((extension == ".pth" || extension == ".safetensors") &&
                entry.path().stem() != "truncated")
                paths.push_back(entry.path());
        }
        std::sort(paths.begin(), paths.end());
        for (const auto& path : paths)
            seeds_.push_back(readSeed(path));
    }
}

void CheckpointFuzzTest::damagedFilesAreReadOrRefused() {
    const qint64 milliseconds = 1000LL * qEnvironmentVariableIntValue("CLEAVE_FUZZ_SECONDS");
    const auto first = static_cast<std::size_t>(qEnvironmentVariableIntValue("CLEAVE_FUZZ_FIRST"));
    QElapsedTimer total;
    total.start();
    std::size_t i = first;
    const auto goesOn = [&] {
        return milliseconds > 0 ? total.elapsed() < milliseconds : i - first < filesByDefault;
    };
    const std::filesystem::path path = folder_ / "damaged.pth";
    for (; goesOn(); ++i) {
        Random random(i);
        const Seed& seed = seeds_[below(random, seeds_.size())];
        writeDamaged(path, seed, random);
        const std::clock_t begin = std::clock();
        const std::string complaint = judge(path);
        const QString place =
            QStringLiteral("file %1 (from %2): ").arg(i).arg(QString::fromStdString(seed.name));
        QVERIFY2(complaint.empty(), qPrintable(place + QString::fromStdString(complaint)));
        const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
        QVERIFY2(seconds < longestAnswer, qPrintable(place + QString::number(seconds) + " s"));
    }
    qInfo("%zu damaged files from %zu seeds", i - first, seeds_.size());
}

QTEST_GUILESS_MAIN(CheckpointFuzzTest)
#include "checkpoint_fuzz_test.moc"
