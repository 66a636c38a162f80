// SPDX-License-Identifier: Apache-2.0
// What can go wrong with a project file: each ends in one clear line, and nothing is lost that was
// saved.
#include "tests/core/project/example_project.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace cleave;
using namespace cleave::tests;
namespace fs = std::filesystem;

namespace {

void overwrite(const fs::path& path, std::streamoff place, const std::string& bytes) {
    std::fstream stream(path, std::ios::binary | std::ios::in | std::ios::out);
    stream.seekp(place);
    stream << bytes;
}

std::size_t find(const fs::path& path, const std::string& bytes) {
    std::ifstream stream(path, std::ios::binary);
    const std::string all((std::istreambuf_iterator<char>(stream)),
                          std::istreambuf_iterator<char>());
    return all.find(bytes);
}

std::size_t fileCount(const fs::path& folder) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

/// Files of this process may not grow beyond a size while one of these lives: a full disk, as far
/// as SQLite can tell.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &old_);
        const rlimit limit{bytes, old_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }

    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &old_); }

private:
    rlimit old_{};
};

Project withBigState(Project project, std::size_t megabytes, std::byte value) {
    project.trainingState = std::make_shared<const std::vector<std::byte>>(megabytes << 20, value);
    return project;
}

} // namespace

class ProjectDamageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFileThatIsNoProjectIsRefused();
    void anotherProgramsDatabaseIsRefused();
    void aNewerVersionIsRefusedAndNotOverwritten();
    void aDamagedAssetIsLeftOutAndTheRestOpens();
    void aTruncatedFileOpensAsFarAsItCan();
    void aFileCutToItsStubIsRefusedClearly();
    void aReadOnlyFolderIsNamed();
    void aFullDiskKeepsTheOldDocument();
    void aSaveKilledInTheMiddleLeavesOneDocument();
    void aFileInUseIsNamed();
};

void ProjectDamageTest::aFileThatIsNoProjectIsRefused() {
    const TemporaryFolder folder;
    CLEAVE_EXPECT_ERROR(load(folder / "none.cleave"), "none.cleave", "does not exist");
    CLEAVE_EXPECT_ERROR(load(folder.path()), "is a folder");
    std::ofstream(folder / "empty.cleave").close();
    CLEAVE_EXPECT_ERROR(load(folder / "empty.cleave"), "empty.cleave", "no Cleave project");
    std::ofstream(folder / "text.cleave") << std::string(100000, 'x');
    CLEAVE_EXPECT_ERROR(load(folder / "text.cleave"), "text.cleave", "no Cleave project");
    std::ofstream(folder / "start.cleave")
        << std::string("SQLite format 3\0", 16) << std::string(5000, 'x');
    CLEAVE_EXPECT_ERROR(load(folder / "start.cleave"), "start.cleave");
}

void ProjectDamageTest::anotherProgramsDatabaseIsRefused() {
    const TemporaryFolder folder;
    save(Project(), folder / "a.cleave");
    overwrite(folder / "a.cleave", 68, "ABCD"); // the application id in SQLite's header
    CLEAVE_EXPECT_ERROR(load(folder / "a.cleave"), "a.cleave", "no Cleave project");
}

void ProjectDamageTest::aNewerVersionIsRefusedAndNotOverwritten() {
    const TemporaryFolder folder;
    save(Project(), folder / "a.cleave");
    overwrite(
        folder / "a.cleave", 60, std::string("\0\0\0\7", 4)); // the user version in SQLite's header
    CLEAVE_EXPECT_ERROR(load(folder / "a.cleave"), "a.cleave", "newer", "format 7", "up to 1");
    try {
        load(folder / "a.cleave");
    } catch (const Error& error) {
        QVERIFY(error.kind() == ErrorKind::Version);
    }
    CLEAVE_EXPECT_ERROR(save(Project(), folder / "a.cleave"), "a.cleave", "newer", "format 7");
}

void ProjectDamageTest::aDamagedAssetIsLeftOutAndTheRestOpens() {
    const TemporaryFolder folder;
    Project project = exampleProject(folder.path());
    project.trainingState =
        std::make_shared<const std::vector<std::byte>>(std::size_t{300000}, std::byte{'Z'});
    save(project, folder / "a.cleave");
    overwrite(folder / "a.cleave",
              static_cast<std::streamoff>(find(folder / "a.cleave", std::string(1000, 'Z')) + 500),
              "hit");
    const LoadedProject loaded = load(folder / "a.cleave");
    QCOMPARE(loaded.problems.size(), std::size_t{1});
    QVERIFY(loaded.problems[0].str().find("training state") != std::string::npos);
    project.trainingState = nullptr;
    QCOMPARE(difference(project, loaded.project), std::string());
    // Saving what opened makes the file sound again.
    save(loaded.project, folder / "a.cleave");
    QVERIFY(load(folder / "a.cleave").problems.empty());
}

void ProjectDamageTest::aTruncatedFileOpensAsFarAsItCan() {
    const TemporaryFolder folder;
    const Project project = withBigState(exampleProject(folder.path()), 20, std::byte{3});
    save(project, folder / "a.cleave");
    const auto size = fs::file_size(folder / "a.cleave");
    int opened = 0;
    for (const double share : {0.95, 0.8, 0.6, 0.4, 0.2, 0.02}) {
        fs::copy_file(
            folder / "a.cleave", folder / "cut.cleave", fs::copy_options::overwrite_existing);
        fs::resize_file(folder / "cut.cleave",
                        static_cast<std::uintmax_t>(share * static_cast<double>(size)));
        try {
            const LoadedProject loaded = load(folder / "cut.cleave");
            ++opened;
            QVERIFY(!loaded.problems.empty());
            QCOMPARE(loaded.project.seed, project.seed);
            QCOMPARE(loaded.project.segments.segments().size(), project.segments.segments().size());
            for (const Segment& segment : loaded.project.segments.segments())
                QVERIFY(segment.primitives != nullptr);
            save(loaded.project, folder / "cut.cleave");
            QCOMPARE(difference(loaded.project, load(folder / "cut.cleave").project),
                     std::string());
        } catch (const Error& error) {
            QVERIFY2(std::string(error.what()).find("cut.cleave") != std::string::npos,
                     error.what());
        }
    }
    QVERIFY2(opened >= 4, qPrintable(QString::number(opened)));
}

void ProjectDamageTest::aFileCutToItsStubIsRefusedClearly() {
    const TemporaryFolder folder;
    save(exampleProject(folder.path()), folder / "a.cleave");
    for (const std::uintmax_t size : {50, 100, 4000, 16384, 20000}) {
        fs::copy_file(
            folder / "a.cleave", folder / "cut.cleave", fs::copy_options::overwrite_existing);
        fs::resize_file(folder / "cut.cleave", size);
        CLEAVE_EXPECT_ERROR(load(folder / "cut.cleave"), "cut.cleave");
    }
}

void ProjectDamageTest::aReadOnlyFolderIsNamed() {
    const TemporaryFolder folder;
    const Project project = exampleProject(folder.path());
    fs::create_directories(folder / "locked");
    save(project, folder / "locked/a.cleave");
    fs::permissions(folder.path(), fs::perms(0755));
    fs::permissions(folder / "locked", fs::perms(0555));
    fs::permissions(folder / "locked/a.cleave", fs::perms(0444));
    const bool isRoot = ::geteuid() == 0; // permissions do not bind root
    if (isRoot)
        QCOMPARE(::seteuid(65534), 0);
    std::string inPlace, beside;
    bool opens = false;
    try {
        opens = difference(project, load(folder / "locked/a.cleave").project).empty();
        Project changed = project;
        changed.seed = 1;
        try {
            save(changed, folder / "locked/a.cleave");
        } catch (const Error& error) {
            inPlace = error.what();
        }
        try {
            save(changed, folder / "locked/new.cleave");
        } catch (const Error& error) {
            beside = error.what();
        }
    } catch (const Error& error) {
        inPlace = error.what();
    }
    if (isRoot)
        QCOMPARE(::seteuid(0), 0);
    fs::permissions(folder / "locked", fs::perms::owner_all);
    QVERIFY(opens);
    QVERIFY2(inPlace.find("a.cleave") != std::string::npos &&
                 inPlace.find("cannot be written") != std::string::npos,
             inPlace.c_str());
    QVERIFY2(beside.find("new.cleave") != std::string::npos &&
                 beside.find("cannot be") != std::string::npos,
             beside.c_str());
    QCOMPARE(fileCount(folder / "locked"), std::size_t{1});
    QCOMPARE(difference(project, load(folder / "locked/a.cleave").project), std::string());
}

void ProjectDamageTest::aFullDiskKeepsTheOldDocument() {
    const TemporaryFolder folder;
    const Project project = exampleProject(folder.path());
    save(project, folder / "a.cleave");
    const std::size_t files = fileCount(folder.path());
    const Project bigger = withBigState(project, 40, std::byte{5});
    {
        const FileSizeLimit limit(8 << 20);
        CLEAVE_EXPECT_ERROR(
            save(bigger, folder / "a.cleave"), "a.cleave", "cannot be written", "full");
        CLEAVE_EXPECT_ERROR(save(bigger, folder / "new.cleave"), "cannot be written", "full");
        try {
            save(bigger, folder / "a.cleave");
        } catch (const Error& error) {
            QVERIFY(error.kind() == ErrorKind::NoSpace);
        }
        QCOMPARE(difference(project, load(folder / "a.cleave").project), std::string());
    }
    QCOMPARE(fileCount(folder.path()), files); // nothing half written is left
    save(bigger, folder / "a.cleave");
    QCOMPARE(difference(bigger, load(folder / "a.cleave").project), std::string());
}

void ProjectDamageTest::aSaveKilledInTheMiddleLeavesOneDocument() {
    const TemporaryFolder folder;
    const Project project = withBigState(exampleProject(folder.path()), 24, std::byte{6});
    Project changed = withBigState(project, 40, std::byte{7});
    changed.seed = 4711;
    changed.segments = SegmentTree();
    int killed = 0, kept = 0;
    // The file grows while the new state is written; each save is killed when it has grown so far.
    for (const std::uintmax_t megabytes : {0, 1, 3, 6, 10, 15, 20, 25, 30, 35, 39}) {
        fs::remove(folder / "a.cleave");
        fs::remove(folder / "a.cleave-journal");
        save(project, folder / "a.cleave");
        const std::uintmax_t sizeBefore = fs::file_size(folder / "a.cleave");
        int ready[2];
        QCOMPARE(::pipe(ready), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            const char go = 'g';
            if (::write(ready[1], &go, 1) != 1)
                ::_exit(2);
            save(changed, folder / "a.cleave");
            ::_exit(0);
        }
        char go = 0;
        QCOMPARE(::read(ready[0], &go, 1), ssize_t{1});
        int status = 0;
        pid_t ended = 0;
        while (fs::file_size(folder / "a.cleave") < sizeBefore + (megabytes << 20) && ended == 0)
            ended = ::waitpid(child, &status, WNOHANG);
        if (ended == 0) {
            ::kill(child, SIGKILL);
            ended = ::waitpid(child, &status, 0);
        }
        QCOMPARE(ended, child);
        ::close(ready[0]);
        ::close(ready[1]);
        killed += WIFSIGNALED(status) ? 1 : 0;
        const LoadedProject loaded = load(folder / "a.cleave");
        QVERIFY(loaded.problems.empty());
        const bool isOld = difference(project, loaded.project).empty();
        kept += isOld;
        QVERIFY2(isOld || difference(changed, loaded.project).empty(),
                 difference(changed, loaded.project).c_str());
    }
    QVERIFY(killed > 0);
    QVERIFY(kept > 0);
}

void ProjectDamageTest::aFileInUseIsNamed() {
    const TemporaryFolder folder;
    save(Project(), folder / "a.cleave");
    // SQLite's exclusive lock as another process would hold it (sqlite.org/lockingv3.html):
    // pending, reserved and shared bytes.
    const pid_t child = ::fork();
    if (child == 0) {
        const int file = ::open((folder / "a.cleave").c_str(), O_RDWR);

        struct flock lock {};

        lock.l_type = F_WRLCK;
        lock.l_whence = SEEK_SET;
        lock.l_start = 0x40000000;
        lock.l_len = 512;
        if (::fcntl(file, F_SETLK, &lock) != 0)
            ::_exit(2);
        std::ofstream(folder / "locked").close();
        ::pause();
        ::_exit(0);
    }
    QTRY_VERIFY(fs::exists(folder / "locked"));
    std::string message;
    try {
        save(Project(), folder / "a.cleave");
    } catch (const Error& error) {
        message = error.what();
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    QVERIFY2(message.find("a.cleave") != std::string::npos &&
                 message.find("used by another program") != std::string::npos,
             message.c_str());
    save(Project(), folder / "a.cleave");
}

QTEST_GUILESS_MAIN(ProjectDamageTest)
#include "project_damage_test.moc"
