// SPDX-License-Identifier: Apache-2.0
// The whole way through the program as scripts call it: exit statuses, results on standard output,
// one line per error.
#include "core/sample/scene_builder.h"
#include "tests/support/temporary_folder.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <vector>

using namespace cleave;

namespace {

struct Run {
    int status = -1;
    QByteArray out, error;

    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

} // namespace

class CommandLineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void helpSucceedsOnEveryCommand();
    void wrongUsageEndsWithTwo();
    void failuresEndWithOneAndOneLine();
    void doctorTellsWhatIsThere();
    void quietTellsOfSkippedPhotosInTheResultAlone();
    void theWholeWay();
    void clicksAreAnsweredWithoutLifting();
    void splatsAreClickedInViewsAroundThem();

private:
    Run run(const QStringList& arguments) const;
    Run runJson(QStringList arguments) const;

    QString in(const char* name) const { return QString::fromStdString((folder_ / name).string()); }

    tests::TemporaryFolder folder_;
};

Run CommandLineTest::run(const QStringList& arguments) const {
    QProcess process;
    process.start(QStringLiteral(CLEAVE_PROGRAM), arguments);
    Run result;
    if (!process.waitForFinished(600000))
        return result;
    result.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    result.out = process.readAllStandardOutput();
    result.error = process.readAllStandardError();
    return result;
}

Run CommandLineTest::runJson(QStringList arguments) const {
    arguments << QStringLiteral("--json") << QStringLiteral("--quiet");
    const Run result = run(arguments);
    if (result.status != 0)
        qWarning("%s", result.error.constData());
    return result;
}

void CommandLineTest::initTestCase() {
    // Weights that happen to be on this machine must not answer.
    qputenv("CLEAVE_MODELS", QByteArray::fromStdString((folder_ / "models").string()));
    Progress progress;
    const BuiltScene scene =
        SceneBuilder().blobs(3).gaussiansPerBlob(40).cameras(12, 3).imageSize(96, 72).build();
    writeScene(scene, folder_ / "scene", 1, progress);
}

void CommandLineTest::helpSucceedsOnEveryCommand() {
    for (const char* command : {"doctor",
                                "new",
                                "info",
                                "train",
                                "render",
                                "masks",
                                "lift",
                                "select",
                                "tree",
                                "export",
                                "eval",
                                "convert",
                                "bench",
                                "demo",
                                "models"}) {
        const Run result = run({QString::fromLatin1(command), QStringLiteral("--help")});
        QVERIFY2(result.status == 0, command);
        QVERIFY2(result.out.contains("--json"), command);
    }
}

void CommandLineTest::wrongUsageEndsWithTwo() {
    QCOMPARE(run({}).status, 2);
    QCOMPARE(run({QStringLiteral("juggle")}).status, 2);
    QCOMPARE(run({QStringLiteral("train")}).status, 2);
    QCOMPARE(run({QStringLiteral("train"),
                  QStringLiteral("p.cleave"),
                  QStringLiteral("--iterations"),
                  QStringLiteral("many")})
                 .status,
             2);
    QCOMPARE(run({QStringLiteral("doctor"), QStringLiteral("--device"), QStringLiteral("abacus")})
                 .status,
             2);
}

void CommandLineTest::failuresEndWithOneAndOneLine() {
    const Run result = run({QStringLiteral("info"), in("nothing.cleave")});
    QCOMPARE(result.status, 1);
    QVERIFY(result.error.contains("nothing.cleave"));
    QCOMPARE(result.error.count('\n'), 1);
    QVERIFY(result.out.isEmpty());
}

void CommandLineTest::doctorTellsWhatIsThere() {
    const Run result = runJson({QStringLiteral("doctor")});
    QCOMPARE(result.status, 0);
    QCOMPARE(result.json()[QStringLiteral("devices")]
                 .toArray()[0]
                 .toObject()[QStringLiteral("name")]
                 .toString(),
             QStringLiteral("cpu"));
    QVERIFY(result.json()[QStringLiteral("libraries")].toArray().size() >= 5);
}

void CommandLineTest::quietTellsOfSkippedPhotosInTheResultAlone() {
    const auto folder = folder_ / "with a gap";
    std::filesystem::copy(folder_ / "scene", folder, std::filesystem::copy_options::recursive);
    std::vector<std::filesystem::path> photos;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "images"))
        photos.push_back(entry.path());
    std::filesystem::remove(*std::min_element(photos.begin(), photos.end()));

    const QStringList arguments = {
        QStringLiteral("new"), in("gap.cleave"), QStringLiteral("--data"), in("with a gap")};
    QVERIFY(run(arguments).error.contains("warning"));
    const Run quiet = runJson(arguments);
    QCOMPARE(quiet.status, 0);
    QCOMPARE(quiet.error, QByteArray());
    QCOMPARE(quiet.json()[QStringLiteral("images")].toInt(), 14);
    QCOMPARE(quiet.json()[QStringLiteral("skipped")].toArray().size(), 1);
}

void CommandLineTest::theWholeWay() {
    const QString project = in("p.cleave");
    const Run made =
        runJson({QStringLiteral("new"), project, QStringLiteral("--data"), in("scene")});
    QCOMPARE(made.status, 0);
    QCOMPARE(made.json()[QStringLiteral("images")].toInt(), 15);
    QCOMPARE(made.json()[QStringLiteral("test")].toInt(), 3);
    QCOMPARE(made.json()[QStringLiteral("format")].toString(), QStringLiteral("transforms"));

    const Run trained = runJson({QStringLiteral("train"),
                                 project,
                                 QStringLiteral("--iterations"),
                                 QStringLiteral("300"),
                                 QStringLiteral("--max-primitives"),
                                 QStringLiteral("2000")});
    QCOMPARE(trained.status, 0);
    QVERIFY(trained.json()[QStringLiteral("psnr")].toDouble() > 18);
    QVERIFY(trained.json()[QStringLiteral("primitives")].toInt() <= 2000);

    const Run rendered = runJson({QStringLiteral("render"),
                                  project,
                                  QStringLiteral("--mode"),
                                  QStringLiteral("depth"),
                                  QStringLiteral("--views"),
                                  QStringLiteral("test"),
                                  QStringLiteral("-o"),
                                  in("depth")});
    QCOMPARE(rendered.status, 0);
    QCOMPARE(rendered.json()[QStringLiteral("files")].toArray().size(), 6);

    const Run masks =
        runJson({QStringLiteral("masks"), project, QStringLiteral("--from"), in("scene/masks")});
    QCOMPARE(masks.status, 0);
    QCOMPARE(masks.json()[QStringLiteral("images")].toInt(), 12);

    QCOMPARE(runJson({QStringLiteral("select"),
                      project,
                      QStringLiteral("--click"),
                      QStringLiteral("nowhere:1,1")})
                 .status,
             1);
    const Run lifted = runJson({QStringLiteral("lift"),
                                project,
                                QStringLiteral("--method"),
                                QStringLiteral("omniseg3d"),
                                QStringLiteral("--iterations"),
                                QStringLiteral("200")});
    QCOMPARE(lifted.status, 0);

    const Run evaluated = runJson({QStringLiteral("eval"),
                                   project,
                                   QStringLiteral("--ground-truth"),
                                   in("scene/ground_truth")});
    QCOMPARE(evaluated.status, 0);
    QVERIFY(evaluated.json()[QStringLiteral("mean_iou_objects")].toDouble() > 0.5);

    const Run built = runJson({QStringLiteral("tree"), project, QStringLiteral("build")});
    QCOMPARE(built.status, 0);
    QVERIFY(built.json()[QStringLiteral("segments")].toInt() >= 1);
    const Run shown = runJson({QStringLiteral("tree"), project, QStringLiteral("show")});
    const QString name = shown.json()[QStringLiteral("segments")]
                             .toArray()[0]
                             .toObject()[QStringLiteral("name")]
                             .toString();
    QCOMPARE(runJson({QStringLiteral("tree"),
                      project,
                      QStringLiteral("rename"),
                      name,
                      QStringLiteral("Thing")})
                 .status,
             0);

    const Run splats = runJson({QStringLiteral("export"),
                                project,
                                QStringLiteral("splats"),
                                QStringLiteral("--segments"),
                                QStringLiteral("Thing"),
                                QStringLiteral("-o"),
                                in("thing.ply")});
    QCOMPARE(splats.status, 0);
    QVERIFY(splats.json()[QStringLiteral("primitives")].toInt() > 0);
    const Run ids = runJson({QStringLiteral("export"),
                             project,
                             QStringLiteral("masks"),
                             QStringLiteral("--segments"),
                             QStringLiteral("all"),
                             QStringLiteral("--views"),
                             QStringLiteral("test"),
                             QStringLiteral("--format"),
                             QStringLiteral("ids"),
                             QStringLiteral("-o"),
                             in("ids")});
    QCOMPARE(ids.status, 0);
    QCOMPARE(runJson({QStringLiteral("export"),
                      project,
                      QStringLiteral("mesh"),
                      QStringLiteral("--segments"),
                      QStringLiteral("Thing"),
                      QStringLiteral("--resolution"),
                      QStringLiteral("48"),
                      QStringLiteral("-o"),
                      in("thing.glb")})
                 .status,
             0);
    QCOMPARE(runJson({QStringLiteral("convert"), in("thing.ply"), in("thing.splat")}).status, 0);

    const Run info = runJson({QStringLiteral("info"), project});
    QCOMPARE(info.status, 0);
    QCOMPARE(info.json()[QStringLiteral("images")].toInt(), 15);
    QVERIFY(info.json()[QStringLiteral("segments")].toInt() >= 1);
    QCOMPARE(info.json()[QStringLiteral("features")].toArray().size(), 1);
}

/// After theWholeWay, in its project.
void CommandLineTest::clicksAreAnsweredWithoutLifting() {
    const QString project = in("p.cleave");
    QFile file(in("scene/ground_truth/prompts.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject target =
        QJsonDocument::fromJson(file.readAll())[QStringLiteral("targets")][0].toObject();
    const QJsonObject click = target[QStringLiteral("one_click")][0].toObject();
    const QString view = click[QStringLiteral("view")].toString();
    const int x = click[QStringLiteral("x")].toInt(), y = click[QStringLiteral("y")].toInt();
    const auto prompt = [&](int dx, int dy) {
        return QStringLiteral("%1,%2").arg(x + dx).arg(y + dy);
    };
    const auto ask = [&](const QStringList& prompts) {
        return runJson(QStringList{QStringLiteral("select"),
                                   project,
                                   QStringLiteral("--method"),
                                   QStringLiteral("sa3d")} +
                       prompts);
    };
    const QString at = view + QLatin1Char(':');
    const QString clicked = at + prompt(0, 0), lined = at + prompt(0, 0) + ";" + prompt(2, 0);
    for (const QStringList& prompts :
         {QStringList{QStringLiteral("--click"), clicked},
          QStringList{QStringLiteral("--stroke"), lined},
          QStringList{QStringLiteral("--box"), at + prompt(-12, -12) + "," + prompt(12, 12)},
          QStringList{QStringLiteral("--click"), clicked, QStringLiteral("--not"), at + "48,1"}}) {
        const Run answered = ask(prompts);
        QVERIFY2(answered.status == 0, answered.error.constData());
        QVERIFY(answered.json()[QStringLiteral("primitives")].toInt() > 0);
        QVERIFY(!answered.json()[QStringLiteral("views")].toArray().isEmpty());
    }
    const Run kept =
        ask({QStringLiteral("--click"), clicked, QStringLiteral("--save"), QStringLiteral("Kept")});
    QCOMPARE(kept.json()[QStringLiteral("segment")].toString(), QStringLiteral("Kept"));

    QCOMPARE(ask({QStringLiteral("--click"), at + "500,3"}).status, 1);
    QCOMPARE(ask({QStringLiteral("--click"), clicked, QStringLiteral("--segmenter"), "sam"}).status,
             1);

    const Run everything = ask(
        {QStringLiteral("--everything"), view, QStringLiteral("--parent"), QStringLiteral("Kept")});
    QCOMPARE(everything.status, 0);
    const QJsonArray segments = everything.json()[QStringLiteral("segments")].toArray();
    QVERIFY(!segments.isEmpty());
    for (const auto& segment : segments)
        QVERIFY(segment.toObject()[QStringLiteral("segment")].toString().startsWith(
            QLatin1String("Kept/")));
    QCOMPARE(ask({QStringLiteral("--everything"), QStringLiteral("nowhere")}).status, 1);
}

void CommandLineTest::splatsAreClickedInViewsAroundThem() {
    const QString project = in("splats.cleave");
    QCOMPARE(runJson({QStringLiteral("new"), project, QStringLiteral("--splats"), in("thing.ply")})
                 .status,
             0);
    const auto ask = [&](const QStringList& more) {
        return run(QStringList{QStringLiteral("select"),
                               project,
                               QStringLiteral("--method"),
                               QStringLiteral("sa3d")} +
                   more);
    };
    const Run unseen = ask({QStringLiteral("--click"), QStringLiteral("photo_1:320,240")});
    QCOMPARE(unseen.status, 1);
    QVERIFY(unseen.error.contains("orbit_0"));
    const Run nobody = ask({QStringLiteral("--click"), QStringLiteral("orbit_0:320,240")});
    QCOMPARE(nobody.status, 1);
    QVERIFY2(nobody.error.contains("no segmenter"), nobody.error.constData());
}

QTEST_GUILESS_MAIN(CommandLineTest)
#include "command_line_test.moc"
