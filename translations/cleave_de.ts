<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context>
    <name>Bench</name>
    <message>
        <source>Measuring the machine</source>
        <translation>Die Maschine wird vermessen</translation>
    </message>
    <message>
        <source>Timing kernels</source>
        <translation>Die Rechenkerne werden gemessen</translation>
    </message>
</context>
<context>
    <name>Dataset</name>
    <message>
        <source>The view name &quot;%1&quot; is ambiguous: %2 and %3 fit; give the folder too</source>
        <translation>Der Ansichtsname „%1“ ist mehrdeutig: %2 und %3 passen; geben Sie auch den Ordner an</translation>
    </message>
    <message>
        <source>The project has no view number %1</source>
        <translation>Das Projekt hat keine Ansicht Nummer %1</translation>
    </message>
    <message>
        <source>%1 is no data set that can be recognised; looked for transforms.json or transforms_train.json, a COLMAP model (cameras and images, .bin or .txt, in sparse/0, sparse, colmap/sparse/0 or the folder itself), poses_bounds.npy, and traj_w_c.txt or traj.txt</source>
        <translation>%1 ist kein erkennbarer Datensatz; gesucht wurden transforms.json oder transforms_train.json, ein COLMAP-Modell (cameras und images, .bin oder .txt, in sparse/0, sparse, colmap/sparse/0 oder im Ordner selbst), poses_bounds.npy und traj_w_c.txt oder traj.txt</translation>
    </message>
    <message>
        <source>%1, the folder of the data set, is not there</source>
        <translation>%1, der Ordner des Datensatzes, ist nicht da</translation>
    </message>
    <message>
        <source>%1 is no folder; expected the folder of a data set or a transforms JSON file</source>
        <translation>%1 ist kein Ordner; erwartet wird der Ordner eines Datensatzes oder eine Transforms-JSON-Datei</translation>
    </message>
    <message>
        <source>format is &quot;%1&quot;; expected auto, colmap, transforms, llff or replica</source>
        <translation>format ist „%1“; erwartet wird auto, colmap, transforms, llff oder replica</translation>
    </message>
    <message>
        <source>%1 has %2 x %3 pixels, its camera %4 x %5; expected the same size or a uniformly scaled one</source>
        <translation>%1 hat %2 x %3 Pixel, seine Kamera %4 x %5; erwartet wird dieselbe oder eine gleichmäßig skalierte Größe</translation>
    </message>
    <message>
        <source>%1: %2 x %3 pixels divided by %4 leave %5 x %6; expected at least %7 on each side</source>
        <translation>%1: %2 x %3 Pixel geteilt durch %4 ergeben %5 x %6; erwartet werden mindestens %7 je Seite</translation>
    </message>
    <message>
        <source>%1 ends within its pixels</source>
        <translation>%1 endet mitten in den Pixeln</translation>
    </message>
    <message>
        <source>Skipped: %1</source>
        <translation>Übersprungen: %1</translation>
    </message>
    <message>
        <source>%1: all %2 photos are test views, none is left to train on</source>
        <translation>%1: alle %2 Fotos sind Testansichten, keines bleibt zum Trainieren</translation>
    </message>
    <message>
        <source>downscale is %1; expected 1 or more</source>
        <translation>downscale ist %1; erwartet wird 1 oder mehr</translation>
    </message>
    <message>
        <source>test-every is %1; expected 2 or more, or 0 for what the data says</source>
        <translation>test-every ist %1; erwartet wird 2 oder mehr, oder 0 für das, was die Daten sagen</translation>
    </message>
    <message>
        <source>%1 has cameras for %2 photos, but none of the photos could be read (looked in %3)</source>
        <translation>%1 hat Kameras für %2 Fotos, aber keines der Fotos war lesbar (gesucht in %3)</translation>
    </message>
    <message>
        <source>Reading cameras</source>
        <translation>Kameras werden gelesen</translation>
    </message>
    <message>
        <source>Checking photos</source>
        <translation>Fotos werden geprüft</translation>
    </message>
    <message>
        <source>The photo %1 is missing or unreadable and was skipped</source>
        <translation>Das Foto %1 fehlt oder ist unlesbar und wurde übersprungen</translation>
    </message>
    <message>
        <source>%1 holds no COLMAP model; looked for cameras and images (.bin or .txt) in sparse/0, sparse, colmap/sparse/0 and the folder itself</source>
        <translation>%1 enthält kein COLMAP-Modell; gesucht wurden cameras und images (.bin oder .txt) in sparse/0, sparse, colmap/sparse/0 und im Ordner selbst</translation>
    </message>
    <message>
        <source>%1 holds no poses_bounds.npy (LLFF)</source>
        <translation>%1 enthält keine poses_bounds.npy (LLFF)</translation>
    </message>
    <message>
        <source>%1 holds %2 poses, but there are other numbers of photos (%3); expected one photo per pose</source>
        <translation>%1 enthält %2 Posen, aber die Zahl der Fotos ist eine andere (%3); erwartet wird ein Foto je Pose</translation>
    </message>
    <message>
        <source>%1 holds %2 poses, but there is no folder images or images_2, images_4, ... beside it</source>
        <translation>%1 enthält %2 Posen, aber daneben ist kein Ordner images oder images_2, images_4, ...</translation>
    </message>
    <message>
        <source>%1 holds neither traj_w_c.txt nor traj.txt (Replica)</source>
        <translation>%1 enthält weder traj_w_c.txt noch traj.txt (Replica)</translation>
    </message>
    <message>
        <source>%1 holds several sequences (%2); give the folder of one of them</source>
        <translation>%1 enthält mehrere Sequenzen (%2); geben Sie den Ordner einer von ihnen an</translation>
    </message>
    <message>
        <source>%1 holds %2 poses, but there is a photo number %3 (%4); expected one pose per photo, counted from 0</source>
        <translation>%1 enthält %2 Posen, aber es gibt ein Foto Nummer %3 (%4); erwartet wird eine Pose je Foto, ab 0 gezählt</translation>
    </message>
    <message>
        <source>%1 holds neither transforms.json nor transforms_train.json</source>
        <translation>%1 enthält weder transforms.json noch transforms_train.json</translation>
    </message>
    <message>
        <source>%1 names the points %2, which are not there</source>
        <translation>%1 nennt die Punkte %2, die nicht da sind</translation>
    </message>
    <message>
        <source>%1 has no element &quot;vertex&quot;; expected a cloud of points</source>
        <translation>%1 hat kein Element „vertex“; erwartet wird eine Punktwolke</translation>
    </message>
    <message>
        <source>%1: its vertices have no x, y and z; expected a cloud of points</source>
        <translation>%1: die Punkte haben kein x, y und z; erwartet wird eine Punktwolke</translation>
    </message>
    <message>
        <source>%1, vertex %2: the position holds a value that is not a finite number</source>
        <translation>%1, Punkt %2: die Position enthält einen Wert, der keine endliche Zahl ist</translation>
    </message>
    <message>
        <source>%1, the file of initial points, is not there</source>
        <translation>%1, die Datei der Startpunkte, ist nicht da</translation>
    </message>
    <message>
        <source>%1: initial points are read from a .ply, points3D.bin or points3D.txt</source>
        <translation>%1: Startpunkte werden aus .ply, points3D.bin oder points3D.txt gelesen</translation>
    </message>
    <message>
        <source>No initial points from the COLMAP model: %1</source>
        <translation>Keine Startpunkte aus dem COLMAP-Modell: %1</translation>
    </message>
    <message>
        <source>%1 has %2 x %3 pixels; expected %4 x %5, as when the project was made</source>
        <translation>%1 hat %2 x %3 Pixel; erwartet werden %4 x %5 wie beim Anlegen des Projekts</translation>
    </message>
    <message>
        <source>%1 has 2 channels; expected grey, RGB or RGBA</source>
        <translation>%1 hat 2 Kanäle; erwartet wird Grau, RGB oder RGBA</translation>
    </message>
    <message>
        <source>%1 names the test view &quot;%2&quot;, which is none of the %3 photos</source>
        <translation>%1 nennt die Testansicht „%2“, die keines der %3 Fotos ist</translation>
    </message>
    <message>
        <source>Reading splats</source>
        <translation>Splats werden gelesen</translation>
    </message>
    <message>
        <source>Looking for points that photos share</source>
        <translation>Suche Punkte, die Fotos gemeinsam haben</translation>
    </message>
</context>
<context>
    <name>Demo</name>
    <message>
        <source>Tracing the sample scene</source>
        <translation>Die Beispielszene wird berechnet</translation>
    </message>
    <message>
        <source>the sample scene lacks the view %1</source>
        <translation>der Beispielszene fehlt die Ansicht %1</translation>
    </message>
</context>
<context>
    <name>Device</name>
    <message>
        <source>this build has no CUDA kernels; use --device cpu or auto</source>
        <translation>dieses Programm enthält keine CUDA-Kerne; nehmen Sie --device cpu oder auto</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no device, expected auto, cpu or cuda</source>
        <translation>„%1“ ist kein Gerät, erwartet wird auto, cpu oder cuda</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>There is not enough memory for this step.</source>
        <translation>Für diesen Schritt reicht der Speicher nicht.</translation>
    </message>
    <message>
        <source>Something went wrong inside Cleave: %1</source>
        <translation>In Cleave ist etwas schiefgegangen: %1</translation>
    </message>
</context>
<context>
    <name>Evaluation</name>
    <message>
        <source>%1: %2 is missing or of another kind than expected</source>
        <translation>%1: %2 fehlt oder ist von anderer Art als erwartet</translation>
    </message>
    <message>
        <source>%1: is no complete JSON file</source>
        <translation>%1: ist keine vollständige JSON-Datei</translation>
    </message>
    <message>
        <source>%1: %2 is of kind &quot;%3&quot;; expected object or part</source>
        <translation>%1: %2 ist von der Art „%3“; erwartet wird object oder part</translation>
    </message>
    <message>
        <source>%1: %2 clicks in view &quot;%3&quot;, which the project does not have</source>
        <translation>%1: %2 klickt in Ansicht „%3“, die das Projekt nicht hat</translation>
    </message>
    <message>
        <source>%1: %2 is scored in view &quot;%3&quot;, which the project does not have</source>
        <translation>%1: %2 wird in Ansicht „%3“ bewertet, die das Projekt nicht hat</translation>
    </message>
    <message>
        <source>%1: an id map of %2 x %3 pixels does not fit the view of %4 x %5</source>
        <translation>%1: eine Nummernkarte von %2 x %3 Pixeln passt nicht zur Ansicht von %4 x %5</translation>
    </message>
    <message>
        <source>%1: there is no such folder of ground truth</source>
        <translation>%1: diesen Ordner mit Referenzdaten gibt es nicht</translation>
    </message>
    <message>
        <source>%1: holds neither object_ids/, instance/ nor masks/; expected a folder of ground truth</source>
        <translation>%1: enthält weder object_ids/ noch instance/ noch masks/; erwartet wird ein Ordner mit Referenzdaten</translation>
    </message>
    <message>
        <source>%1: no target is large enough to be clicked and scored</source>
        <translation>%1: kein Ziel ist groß genug, um angeklickt und bewertet zu werden</translation>
    </message>
    <message>
        <source>Images of %1 x %2 and %3 x %4 cannot be compared; expected RGB of one size</source>
        <translation>Bilder von %1 x %2 und %3 x %4 sind nicht vergleichbar; erwartet wird RGB gleicher Größe</translation>
    </message>
    <message>
        <source>An image of %1 pixels&apos; width cannot be compared; expected at least %2</source>
        <translation>Ein Bild von %1 Pixeln Breite ist nicht vergleichbar; erwartet werden mindestens %2</translation>
    </message>
    <message>
        <source>%1 is scored in view %2, which has no id map</source>
        <translation>%1 wird in Ansicht %2 bewertet, die keine Nummernkarte hat</translation>
    </message>
    <message>
        <source>%1 is clicked in view &quot;%2&quot;, which the project does not have</source>
        <translation>%1 wird in Ansicht „%2“ angeklickt, die das Projekt nicht hat</translation>
    </message>
    <message>
        <source>the project has no photos to be evaluated against; make it with cleave new --data</source>
        <translation>das Projekt hat keine Fotos zum Bewerten; legen Sie es mit cleave new --data an</translation>
    </message>
    <message>
        <source>the project has no trained field; run cleave train first</source>
        <translation>das Projekt hat kein trainiertes Feld; rufen Sie zuerst cleave train auf</translation>
    </message>
    <message>
        <source>Reading ground truth</source>
        <translation>Referenzdaten werden gelesen</translation>
    </message>
    <message>
        <source>Selecting targets</source>
        <translation>Ziele werden ausgewählt</translation>
    </message>
    <message>
        <source>Matching segments</source>
        <translation>Segmente werden zugeordnet</translation>
    </message>
    <message>
        <source>it shows in too few views: one as prompt, others to be scored</source>
        <translation>es ist in zu wenigen Ansichten zu sehen: eine dient als Vorgabe, in anderen wird gewertet</translation>
    </message>
    <message>
        <source>the features belong to another field; lift the masks again</source>
        <translation>Die Merkmale gehören zu einem anderen Feld; übertragen Sie die Masken erneut</translation>
    </message>
    <message>
        <source>method %1 has no features that dense masks could ask; lift one that does, such as omniseg3d</source>
        <translation>Das Verfahren %1 hat keine Merkmale, die dichte Masken befragen könnten; übertragen Sie mit einem, das welche hat, etwa omniseg3d</translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>the project has no segments yet; keep a selection or build the tree first</source>
        <translation>das Projekt hat noch keine Segmente; behalten Sie eine Auswahl oder bauen Sie zuerst den Baum</translation>
    </message>
    <message>
        <source>there is no view &quot;%1&quot;, the first of %2 is &quot;%3&quot;</source>
        <translation>es gibt keine Ansicht „%1“, die erste von %2 ist „%3“</translation>
    </message>
    <message>
        <source>no segment is named, expected &quot;all&quot; or names separated by commas</source>
        <translation>kein Segment ist genannt, erwartet wird „all“ oder Namen, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>there are no views &quot;%1&quot;, expected train, test, all or names separated by commas</source>
        <translation>es gibt keine Ansichten „%1“, erwartet wird train, test, all oder Namen, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>the project has no radiance field yet; train one or open a splat first</source>
        <translation>das Projekt hat noch kein Strahlungsfeld; trainieren Sie eines oder öffnen Sie zuerst einen Splat</translation>
    </message>
    <message>
        <source>segment &quot;%1&quot; was made on another field than the present one; select it again</source>
        <translation>Segment „%1“ wurde auf einem anderen Feld gemacht; wählen Sie es neu aus</translation>
    </message>
    <message>
        <source>segment &quot;%1&quot; has number %2, but id maps reach to 65535; write binary masks</source>
        <translation>Segment „%1“ hat Nummer %2, aber Nummernkarten reichen bis 65535; schreiben Sie Schwarz-Weiß-Masken</translation>
    </message>
    <message>
        <source>the chosen segments hold no gaussians, there is nothing to write to %1</source>
        <translation>die gewählten Segmente enthalten keine Gaußkörper, nach %1 ist nichts zu schreiben</translation>
    </message>
    <message>
        <source>there are no features to show; lift the masks first</source>
        <translation>es gibt keine Merkmale zu zeigen; heben Sie zuerst die Masken an</translation>
    </message>
    <message>
        <source>the features belong to another field than the present one; lift the masks again</source>
        <translation>die Merkmale gehören zu einem anderen Feld; heben Sie die Masken neu an</translation>
    </message>
    <message>
        <source>there is no similarity to show; give a prompt first</source>
        <translation>es gibt keine Ähnlichkeit zu zeigen; geben Sie zuerst einen Hinweis</translation>
    </message>
    <message>
        <source>the similarity belongs to another field than the present one; query again</source>
        <translation>die Ähnlichkeit gehört zu einem anderen Feld; fragen Sie neu</translation>
    </message>
    <message>
        <source>the chosen segments have no solid surface, there is nothing to write to %1</source>
        <translation>die gewählten Segmente haben keine feste Oberfläche, nach %1 ist nichts zu schreiben</translation>
    </message>
    <message>
        <source>the project has no masks of its photos; make or import them first</source>
        <translation>Das Projekt hat keine Masken seiner Fotos; erzeugen oder importieren Sie zuerst welche</translation>
    </message>
</context>
<context>
    <name>ExportPlan</name>
    <message>
        <source>%1 × %2 pixels</source>
        <translation>%1 × %2 Pixel</translation>
    </message>
    <message>
        <source>Export masks</source>
        <translation>Masken exportieren</translation>
    </message>
    <message>
        <source>The masks were written to %1.</source>
        <translation>Die Masken wurden nach %1 geschrieben.</translation>
    </message>
    <message>
        <source>PNG with segment numbers per view, and segments.json</source>
        <translation>PNG mit Segmentnummern je Ansicht, und segments.json</translation>
    </message>
    <message>
        <source>black and white PNG per view and segment</source>
        <translation>schwarz-weißes PNG je Ansicht und Segment</translation>
    </message>
    <message>
        <source>JSON with run lengths per view (COCO)</source>
        <translation>JSON mit Lauflängen je Ansicht (COCO)</translation>
    </message>
    <message>
        <source>Segments:</source>
        <translation>Segmente:</translation>
    </message>
    <message>
        <source>Views:</source>
        <translation>Ansichten:</translation>
    </message>
    <message>
        <source>Picture size:</source>
        <translation>Bildgröße:</translation>
    </message>
    <message>
        <source>Format:</source>
        <translation>Format:</translation>
    </message>
    <message>
        <source>Files:</source>
        <translation>Dateien:</translation>
    </message>
    <message>
        <source>Export splats</source>
        <translation>Splats exportieren</translation>
    </message>
    <message>
        <source>The splats were written to %1.</source>
        <translation>Die Splats wurden nach %1 geschrieben.</translation>
    </message>
    <message>
        <source>Gaussian PLY (*.ply);;Splat (*.splat);;Compressed splat (*.spz)</source>
        <translation>Gauß-PLY (*.ply);;Splat (*.splat);;Komprimierter Splat (*.spz)</translation>
    </message>
    <message>
        <source>PLY, everything kept, with each splat&apos;s segment</source>
        <translation>PLY, alles bleibt erhalten, mit dem Segment jedes Splats</translation>
    </message>
    <message>
        <source>splat, for viewers: colour without view dependence</source>
        <translation>splat, für Betrachter: Farbe ohne Blickabhängigkeit</translation>
    </message>
    <message>
        <source>SPZ, compressed, slightly rounded</source>
        <translation>SPZ, komprimiert, leicht gerundet</translation>
    </message>
    <message>
        <source>Gaussians:</source>
        <translation>Gaußkörper:</translation>
    </message>
    <message>
        <source>Export a mesh</source>
        <translation>Ein Netz exportieren</translation>
    </message>
    <message>
        <source>The mesh was written to %1.</source>
        <translation>Das Netz wurde nach %1 geschrieben.</translation>
    </message>
    <message>
        <source>GLB (*.glb);;PLY (*.ply);;Wavefront OBJ (*.obj);;STL (*.stl)</source>
        <translation>GLB (*.glb);;PLY (*.ply);;Wavefront OBJ (*.obj);;STL (*.stl)</translation>
    </message>
    <message>
        <source>GLB, keeps the tree, names and colours</source>
        <translation>GLB, behält Baum, Namen und Farben</translation>
    </message>
    <message>
        <source>OBJ, keeps names and colours</source>
        <translation>OBJ, behält Namen und Farben</translation>
    </message>
    <message>
        <source>PLY, one mesh with colours</source>
        <translation>PLY, ein Netz mit Farben</translation>
    </message>
    <message>
        <source>STL, the shape alone</source>
        <translation>STL, nur die Form</translation>
    </message>
    <message>
        <source>Meshes:</source>
        <translation>Netze:</translation>
    </message>
    <message>
        <source>1, the whole scene</source>
        <translation>1, die ganze Szene</translation>
    </message>
    <message>
        <source>Resolution:</source>
        <translation>Auflösung:</translation>
    </message>
    <message>
        <source>%1 voxels along the longest side</source>
        <translation>%1 Voxel entlang der längsten Seite</translation>
    </message>
    <message>
        <source>Export images</source>
        <translation>Bilder exportieren</translation>
    </message>
    <message>
        <source>The images were written to %1.</source>
        <translation>Die Bilder wurden nach %1 geschrieben.</translation>
    </message>
    <message>
        <source>16 bit PNG in thousandths, and NPY</source>
        <translation>16-Bit-PNG in Tausendsteln, und NPY</translation>
    </message>
    <message>
        <source>PNG</source>
        <translation>PNG</translation>
    </message>
    <message>
        <source>Export a video</source>
        <translation>Ein Video exportieren</translation>
    </message>
    <message>
        <source>The video was written to %1.</source>
        <translation>Das Video wurde nach %1 geschrieben.</translation>
    </message>
    <message>
        <source>Video (*.mp4)</source>
        <translation>Video (*.mp4)</translation>
    </message>
    <message>
        <source>Pictures:</source>
        <translation>Bilder:</translation>
    </message>
    <message>
        <source>Length:</source>
        <translation>Länge:</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>MP4</source>
        <translation>MP4</translation>
    </message>
    <message>
        <source>All segments</source>
        <translation>Alle Segmente</translation>
    </message>
    <message>
        <source>The whole scene</source>
        <translation>Die ganze Szene</translation>
    </message>
    <message>
        <source>The whole scene as one mesh</source>
        <translation>Die ganze Szene als ein Netz</translation>
    </message>
</context>
<context>
    <name>Field</name>
    <message>
        <source>The grid has no primitives yet: they are found when its training ends; go on with --resume</source>
        <translation>Das Gitter hat noch keine Primitive: sie werden am Ende des Trainings gesucht; setzen Sie es mit --resume fort</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 kann nicht geschrieben werden: %2</translation>
    </message>
    <message>
        <source>%1 does not exist</source>
        <translation>%1 gibt es nicht</translation>
    </message>
    <message>
        <source>%1 is a folder, expected a file</source>
        <translation>%1 ist ein Ordner, erwartet wird eine Datei</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>%1 kann nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>%1 cannot be read to its end</source>
        <translation>%1 kann nicht bis zum Ende gelesen werden</translation>
    </message>
    <message>
        <source>the folder %1 cannot be made: %2</source>
        <translation>der Ordner %1 kann nicht angelegt werden: %2</translation>
    </message>
</context>
<context>
    <name>Formats</name>
    <message>
        <source>the compressed counts of a mask are cut off or hold characters outside COCO&apos;s code</source>
        <translation>die gepackten Lauflängen einer Maske sind abgeschnitten oder enthalten Zeichen außerhalb von COCOs Code</translation>
    </message>
    <message>
        <source>%1: mask %2: %3</source>
        <translation>%1: Maske %2: %3</translation>
    </message>
    <message>
        <source>%1: mask %2: the runs sum to %3 pixels, expected %4 x %5</source>
        <translation>%1: Maske %2: die Läufe ergeben %3 Pixel, erwartet werden %4 x %5</translation>
    </message>
    <message>
        <source>%1: is no complete JSON file; expected a list of COCO masks</source>
        <translation>%1: ist keine vollständige JSON-Datei; erwartet wird eine Liste von COCO-Masken</translation>
    </message>
    <message>
        <source>%1: expected a list of COCO masks</source>
        <translation>%1: erwartet wird eine Liste von COCO-Masken</translation>
    </message>
    <message>
        <source>%1: the pose holds a value that is not a finite number</source>
        <translation>%1: die Pose enthält einen Wert, der keine endliche Zahl ist</translation>
    </message>
    <message>
        <source>%1: the rotation is a zero quaternion</source>
        <translation>%1: die Drehung ist ein Null-Quaternion</translation>
    </message>
    <message>
        <source>%1: the position holds a value that is not a finite number</source>
        <translation>%1: die Position enthält einen Wert, der keine endliche Zahl ist</translation>
    </message>
    <message>
        <source>%1 ends within a file name that begins at byte %2; export the model again</source>
        <translation>%1 endet in einem Dateinamen, der bei Byte %2 beginnt; exportieren Sie das Modell neu</translation>
    </message>
    <message>
        <source>%1 promises %2 %3 at byte %4, but only %5 bytes follow; export the model again</source>
        <translation>%1 verspricht %2 %3 bei Byte %4, aber nur %5 Bytes folgen; exportieren Sie das Modell neu</translation>
    </message>
    <message>
        <source>%1 ends after %2 bytes, within a record; export the model again</source>
        <translation>%1 endet nach %2 Bytes in einem Datensatz; exportieren Sie das Modell neu</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: two cameras have the number %2</source>
        <translation>%1: zwei Kameras haben die Nummer %2</translation>
    </message>
    <message>
        <source>%1: image %2 is of camera %3, which the model does not hold</source>
        <translation>%1: Bild %2 ist von Kamera %3, die das Modell nicht enthält</translation>
    </message>
    <message>
        <source>%1 holds no COLMAP model; expected cameras and images as .bin or .txt</source>
        <translation>%1 enthält kein COLMAP-Modell; erwartet werden cameras und images als .bin oder .txt</translation>
    </message>
    <message>
        <source>%1: camera model %2 is not read; expected SIMPLE_PINHOLE, PINHOLE, SIMPLE_RADIAL, RADIAL or OPENCV (colmap image_undistorter makes PINHOLE cameras)</source>
        <translation>%1: Kameramodell %2 wird nicht gelesen; erwartet wird SIMPLE_PINHOLE, PINHOLE, SIMPLE_RADIAL, RADIAL oder OPENCV (colmap image_undistorter macht PINHOLE-Kameras)</translation>
    </message>
    <message>
        <source>%1: a size of %2 x %3 pixels is none a photo can have</source>
        <translation>%1: eine Größe von %2 x %3 Pixeln kann kein Foto haben</translation>
    </message>
    <message>
        <source>%1: a parameter of the lens is not a finite number</source>
        <translation>%1: ein Parameter des Objektivs ist keine endliche Zahl</translation>
    </message>
    <message>
        <source>%1: the focal length is %2; expected a positive number of pixels</source>
        <translation>%1: die Brennweite ist %2; erwartet wird eine positive Zahl von Pixeln</translation>
    </message>
    <message>
        <source>%1 is empty; expected an image</source>
        <translation>%1 ist leer; erwartet wird ein Bild</translation>
    </message>
    <message>
        <source>%1 ends within its pixels, after %2 bytes; copy the photo again</source>
        <translation>%1 endet mitten in den Pixeln, nach %2 Bytes; kopieren Sie das Foto neu</translation>
    </message>
    <message>
        <source>%1 cannot be decoded; expected a PNG, JPEG or WebP image with at least one pixel</source>
        <translation>%1 kann nicht dekodiert werden; erwartet wird ein PNG-, JPEG- oder WebP-Bild mit mindestens einem Pixel</translation>
    </message>
    <message>
        <source>%1: images are written as .png, .jpg or .webp</source>
        <translation>%1: Bilder werden als .png, .jpg oder .webp geschrieben</translation>
    </message>
    <message>
        <source>%1: an image of %2 x %3 pixels cannot be written in this format</source>
        <translation>%1: ein Bild von %2 x %3 Pixeln kann in diesem Format nicht geschrieben werden</translation>
    </message>
    <message>
        <source>%1: an image of %2 x %3 pixels cannot be written</source>
        <translation>%1: ein Bild von %2 x %3 Pixeln kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>%1: expected 8 or 16 bits a channel</source>
        <translation>%1: erwartet werden 8 oder 16 Bit je Kanal</translation>
    </message>
    <message>
        <source>%1 has %2 channels; expected a grey image</source>
        <translation>%1 hat %2 Kanäle; erwartet wird ein Graubild</translation>
    </message>
    <message>
        <source>%1 is not there or cannot be read</source>
        <translation>%1 ist nicht da oder nicht lesbar</translation>
    </message>
    <message>
        <source>%1: ids from %2 to %3 do not fit; expected 0 to 65535</source>
        <translation>%1: Nummern von %2 bis %3 passen nicht; erwartet wird 0 bis 65535</translation>
    </message>
    <message>
        <source>%1 ends within its JSON, in line %2</source>
        <translation>%1 endet mitten im JSON, in Zeile %2</translation>
    </message>
    <message>
        <source>%1, line %2, column %3: no valid JSON at &quot;%4&quot;</source>
        <translation>%1, Zeile %2, Spalte %3: kein gültiges JSON bei „%4“</translation>
    </message>
    <message>
        <source>%1: no valid JSON (%2)</source>
        <translation>%1: kein gültiges JSON (%2)</translation>
    </message>
    <message>
        <source>%1: &quot;%2&quot; is not a finite number</source>
        <translation>%1: „%2“ ist keine endliche Zahl</translation>
    </message>
    <message>
        <source>%1: height %2, width %3, focal length %4; expected positive numbers of pixels</source>
        <translation>%1: Höhe %2, Breite %3, Brennweite %4; erwartet werden positive Pixelzahlen</translation>
    </message>
    <message>
        <source>%1: the depth bounds hold a value that is not a finite number</source>
        <translation>%1: die Tiefengrenzen enthalten einen Wert, der keine endliche Zahl ist</translation>
    </message>
    <message>
        <source>%1: expected an array of N rows with 17 numbers each (LLFF poses and bounds)</source>
        <translation>%1: erwartet wird ein Feld aus N Zeilen mit je 17 Zahlen (LLFF-Posen und -Grenzen)</translation>
    </message>
    <message>
        <source>%1: meshes cannot be written to &quot;%2&quot;, expected .ply, .obj, .glb or .stl</source>
        <translation>%1: Netze können nicht als „%2“ geschrieben werden, erwartet wird .ply, .obj, .glb oder .stl</translation>
    </message>
    <message>
        <source>%1: there is no surface to write</source>
        <translation>%1: es gibt keine Oberfläche zu schreiben</translation>
    </message>
    <message>
        <source>%1: Assimp cannot write the mesh: %2</source>
        <translation>%1: Assimp kann das Netz nicht schreiben: %2</translation>
    </message>
    <message>
        <source>%1 is no mesh that can be read: %2</source>
        <translation>%1 ist kein lesbares Netz: %2</translation>
    </message>
    <message>
        <source>%1: the header of the array names no &apos;%2&apos;</source>
        <translation>%1: der Kopf des Feldes nennt kein &apos;%2&apos;</translation>
    </message>
    <message>
        <source>%1: element type %2 is not read; expected a little-endian integer, float32, float64 or bool</source>
        <translation>%1: Elementtyp %2 wird nicht gelesen; erwartet wird eine Little-Endian-Ganzzahl, float32, float64 oder bool</translation>
    </message>
    <message>
        <source>%1: the shape in the array&apos;s header cannot be read</source>
        <translation>%1: die Form im Kopf des Feldes ist nicht lesbar</translation>
    </message>
    <message>
        <source>%1 is no NumPy array: it does not start with \x93NUMPY</source>
        <translation>%1 ist kein NumPy-Feld: es beginnt nicht mit \x93NUMPY</translation>
    </message>
    <message>
        <source>%1: NumPy format version %2 is not known; expected 1, 2 or 3</source>
        <translation>%1: NumPy-Formatversion %2 ist unbekannt; erwartet wird 1, 2 oder 3</translation>
    </message>
    <message>
        <source>%1 ends within its header, after %2 of %3 bytes</source>
        <translation>%1 endet im Kopf, nach %2 von %3 Bytes</translation>
    </message>
    <message>
        <source>%1 is in Fortran order; expected C order (numpy.ascontiguousarray)</source>
        <translation>%1 ist in Fortran-Ordnung; erwartet wird C-Ordnung (numpy.ascontiguousarray)</translation>
    </message>
    <message>
        <source>%1 ends after %2 of the %3 bytes that its shape promises</source>
        <translation>%1 endet nach %2 von den %3 Bytes, die seine Form verspricht</translation>
    </message>
    <message>
        <source>%1: has no array &quot;%2&quot;; expected OmniSeg3D&apos;s indices and correlation</source>
        <translation>%1: hat kein Feld „%2“; erwartet werden indices und correlation von OmniSeg3D</translation>
    </message>
    <message>
        <source>%1: &quot;%2&quot; is no table of whole numbers</source>
        <translation>%1: „%2“ ist keine Tabelle ganzer Zahlen</translation>
    </message>
    <message>
        <source>%1: correlation is %2 x %3; expected a square table</source>
        <translation>%1: correlation ist %2 x %3; erwartet wird eine quadratische Tabelle</translation>
    </message>
    <message>
        <source>%1: indices is %2 x %3; expected the photo&apos;s height and width</source>
        <translation>%1: indices ist %2 x %3; erwartet werden Höhe und Breite des Fotos</translation>
    </message>
    <message>
        <source>%1: indices holds patch %2, but correlation knows 0 to %3</source>
        <translation>%1: indices enthält Fleck %2, aber correlation kennt 0 bis %3</translation>
    </message>
    <message>
        <source>%1: correlation is not symmetric or out of range at %2, %3</source>
        <translation>%1: correlation ist bei %2, %3 unsymmetrisch oder außerhalb des Bereichs</translation>
    </message>
    <message>
        <source>%1: its pickle is cut off or of an unknown form (opcode %2 at byte %3); expected tensors written by torch.save</source>
        <translation>%1: sein Pickle ist abgeschnitten oder von unbekannter Form (Opcode %2 bei Byte %3); erwartet werden Tensoren von torch.save</translation>
    </message>
    <message>
        <source>%1: asks for %2.%3, which is no part of a plain tensor file; nothing of it was run. Save a state dictionary of tensors instead</source>
        <translation>%1: verlangt %2.%3, was nicht in eine reine Tensordatei gehört; nichts davon wurde ausgeführt. Speichern Sie stattdessen ein State-Dictionary aus Tensoren</translation>
    </message>
    <message>
        <source>%1: &quot;%2&quot; is not a number</source>
        <translation>%1: „%2“ ist keine Zahl</translation>
    </message>
    <message>
        <source>%1 has %2 numbers; expected the 16 of a 4x4 matrix</source>
        <translation>%1 hat %2 Zahlen; erwartet werden die 16 einer 4x4-Matrix</translation>
    </message>
    <message>
        <source>%1: expected &quot;camera&quot; with positive numbers w, h, fx, fy, cx, cy; &quot;%2&quot; is none</source>
        <translation>%1: erwartet wird &quot;camera&quot; mit positiven Zahlen w, h, fx, fy, cx, cy; „%2“ ist keine</translation>
    </message>
    <message>
        <source>%1: the pose is no rotation (its axes are not orthonormal and right-handed)</source>
        <translation>%1: die Pose ist keine Drehung (ihre Achsen sind nicht orthonormal und rechtshändig)</translation>
    </message>
    <message>
        <source>%1: gaussian %2 has a position or size that is no finite number, expected a .splat of 32 bytes a gaussian</source>
        <translation>%1: Gaußkörper %2 hat eine Position oder Größe, die keine endliche Zahl ist, erwartet wird ein .splat mit 32 Bytes je Gaußkörper</translation>
    </message>
    <message>
        <source>%1 is empty, expected a .splat</source>
        <translation>%1 ist leer, erwartet wird ein .splat</translation>
    </message>
    <message>
        <source>%1 has %2 bytes, expected a multiple of 32 as .splat has</source>
        <translation>%1 hat %2 Bytes, erwartet wird ein Vielfaches von 32 wie bei .splat</translation>
    </message>
    <message>
        <source>%1 is no known file of splats, expected .ply, .splat or .spz</source>
        <translation>%1 ist keine bekannte Splat-Datei, erwartet wird .ply, .splat oder .spz</translation>
    </message>
    <message>
        <source>%1: splats cannot be written to &quot;%2&quot;, expected .ply, .splat or .spz</source>
        <translation>%1: Splats können nicht als „%2“ geschrieben werden, erwartet wird .ply, .splat oder .spz</translation>
    </message>
    <message>
        <source>%1 is no .spz: its gzip stream ends within the header</source>
        <translation>%1 ist kein .spz: der gzip-Strom endet im Kopf</translation>
    </message>
    <message>
        <source>%1 is no .spz: its gzip stream does not begin with NGSP</source>
        <translation>%1 ist kein .spz: der gzip-Strom beginnt nicht mit NGSP</translation>
    </message>
    <message>
        <source>%1 has harmonics of degree %2, expected 0 to 3</source>
        <translation>%1 hat Kugelfunktionen vom Grad %2, erwartet wird 0 bis 3</translation>
    </message>
    <message>
        <source>%1 has %2 bits behind the point, expected 0 to 23</source>
        <translation>%1 hat %2 Nachkommabits, erwartet wird 0 bis 23</translation>
    </message>
    <message>
        <source>%1: gaussian %2 lies at %3, but .spz reaches from -2048 to 2048; write a .ply</source>
        <translation>%1: Gaußkörper %2 liegt bei %3, aber .spz reicht von -2048 bis 2048; schreiben Sie ein .ply</translation>
    </message>
    <message>
        <source>%1 promises %2 gaussians, but has bytes for %3</source>
        <translation>%1 verspricht %2 Gaußkörper, hat aber Bytes für %3</translation>
    </message>
    <message>
        <source>%1: tensor &quot;%2&quot; is described wrongly; expected storage, offset, sizes and strides within the storage</source>
        <translation>%1: Tensor „%2“ ist falsch beschrieben; erwartet werden Speicher, Versatz, Größen und Schrittweiten innerhalb des Speichers</translation>
    </message>
    <message>
        <source>%1: holds more than %2 values; no list of tensors is that long</source>
        <translation>%1: enthält mehr als %2 Werte; keine Tensorliste ist so lang</translation>
    </message>
    <message>
        <source>%1: is nested more than %2 deep at &quot;%3&quot;</source>
        <translation>%1: ist bei „%3“ tiefer als %2 geschachtelt</translation>
    </message>
    <message>
        <source>%1: tensor &quot;%2&quot; has elements of a kind that is not read (%3)</source>
        <translation>%1: Tensor „%2“ hat Elemente einer Art, die nicht gelesen wird (%3)</translation>
    </message>
    <message>
        <source>%1: holds no data.pkl; expected a file of torch.save</source>
        <translation>%1: enthält keine data.pkl; erwartet wird eine Datei von torch.save</translation>
    </message>
    <message>
        <source>%1: its data.pkl has %2 bytes; no list of tensors is that long</source>
        <translation>%1: die data.pkl hat %2 Bytes; keine Tensorliste ist so lang</translation>
    </message>
    <message>
        <source>%1: %2 is not read; expected a perspective camera with k1 k2 p1 p2 k3 at most</source>
        <translation>%1: %2 wird nicht gelesen; erwartet wird eine perspektivische Kamera mit höchstens k1 k2 p1 p2 k3</translation>
    </message>
    <message>
        <source>%1: expected &quot;transform_matrix&quot; with 4 rows of 4 numbers</source>
        <translation>%1: erwartet wird &quot;transform_matrix&quot; mit 4 Zeilen zu 4 Zahlen</translation>
    </message>
    <message>
        <source>%1: &quot;%2&quot; is not a list of file names</source>
        <translation>%1: „%2“ ist keine Liste von Dateinamen</translation>
    </message>
    <message>
        <source>%1: expected &quot;file_path&quot; with the name of a photo</source>
        <translation>%1: erwartet wird &quot;file_path&quot; mit dem Namen eines Fotos</translation>
    </message>
    <message>
        <source>%1: &quot;%2&quot; is %3; expected a positive number of pixels</source>
        <translation>%1: „%2“ ist %3; erwartet wird eine positive Zahl von Pixeln</translation>
    </message>
    <message>
        <source>%1: an angle of view of %2 radians; expected one between 0 and pi</source>
        <translation>%1: ein Bildwinkel von %2 rad; erwartet wird einer zwischen 0 und pi</translation>
    </message>
    <message>
        <source>%1: no focal length; expected &quot;fl_x&quot; or &quot;camera_angle_x&quot;</source>
        <translation>%1: keine Brennweite; erwartet wird &quot;fl_x&quot; oder &quot;camera_angle_x&quot;</translation>
    </message>
    <message>
        <source>%1: expected an object with a list &quot;frames&quot; (nerfstudio, instant-ngp or Blender)</source>
        <translation>%1: erwartet wird ein Objekt mit einer Liste &quot;frames&quot; (nerfstudio, instant-ngp oder Blender)</translation>
    </message>
    <message>
        <source>%1: the list &quot;frames&quot; is empty</source>
        <translation>%1: die Liste &quot;frames&quot; ist leer</translation>
    </message>
    <message>
        <source>%1: videos are written as .mp4</source>
        <translation>%1: Videos werden als .mp4 geschrieben</translation>
    </message>
    <message>
        <source>%1: this OpenCV has no encoder for MPEG-4 video (FFmpeg)</source>
        <translation>%1: dieses OpenCV hat keinen Kodierer für MPEG-4-Video (FFmpeg)</translation>
    </message>
    <message>
        <source>%1: only %2 of %3 pictures could be written; is the disk full?</source>
        <translation>%1: nur %2 von %3 Bildern konnten geschrieben werden; ist der Datenträger voll?</translation>
    </message>
    <message>
        <source>%1 is no video that can be read</source>
        <translation>%1 ist kein lesbares Video</translation>
    </message>
    <message>
        <source>%1: is no ZIP archive or its directory is cut off; copy or export it again</source>
        <translation>%1: ist kein ZIP-Archiv oder sein Verzeichnis ist abgeschnitten; kopieren oder exportieren Sie es neu</translation>
    </message>
    <message>
        <source>%1: %2 is encrypted</source>
        <translation>%1: %2 ist verschlüsselt</translation>
    </message>
    <message>
        <source>%1: %2 has compression %3; expected stored or deflated</source>
        <translation>%1: %2 hat Kompression %3; erwartet wird stored oder deflated</translation>
    </message>
    <message>
        <source>%1: %2 is damaged (its checksum differs); copy or export the file again</source>
        <translation>%1: %2 ist beschädigt (die Prüfsumme weicht ab); kopieren oder exportieren Sie die Datei neu</translation>
    </message>
    <message>
        <source>%1 is a zipped .spz of version %2, expected 1, 2 or 3</source>
        <translation>%1 ist eine gepackte .spz der Version %2, erwartet wurde 1, 2 oder 3</translation>
    </message>
    <message>
        <source>%1 ends within the header of a .spz</source>
        <translation>%1 endet im Kopf einer .spz</translation>
    </message>
    <message>
        <source>%1 is a .spz of version %2 without compression; expected version 4, or 1 to 3 in gzip</source>
        <translation>%1 ist eine .spz der Version %2 ohne Kompression; erwartet wurde Version 4, oder 1 bis 3 in gzip</translation>
    </message>
    <message>
        <source>%1 has a table of %2 streams that does not fit</source>
        <translation>%1 hat eine Tabelle von %2 Strömen, die nicht passt</translation>
    </message>
    <message>
        <source>%1 ends within stream %2 of %3</source>
        <translation>%1 endet in Strom %2 von %3</translation>
    </message>
    <message>
        <source>%1 promises %2 gaussians, but stream %3 has %4 bytes</source>
        <translation>%1 verspricht %2 Gaußkörper, aber Strom %3 hat %4 Bytes</translation>
    </message>
    <message>
        <source>%1 is no .spz: it begins with neither NGSP nor a gzip stream</source>
        <translation>%1 ist keine .spz: Die Datei beginnt weder mit NGSP noch mit einem gzip-Strom</translation>
    </message>
    <message>
        <source>%1: the numbers of storage %2 lie outside the file; it is cut off or damaged</source>
        <translation>%1: Die Zahlen des Speichers %2 liegen außerhalb der Datei; sie ist abgeschnitten oder beschädigt</translation>
    </message>
    <message>
        <source>%1: the numbers of storages %2 and %3 overlap</source>
        <translation>%1: Die Zahlen der Speicher %2 und %3 überlappen sich</translation>
    </message>
    <message>
        <source>%1: its tensors up to &quot;%2&quot; are many times larger than the file</source>
        <translation>%1: Die Tensoren bis „%2“ sind um ein Vielfaches größer als die Datei</translation>
    </message>
    <message>
        <source>%1: two tensors are named &quot;%2&quot;</source>
        <translation>%1: Zwei Tensoren heißen „%2“</translation>
    </message>
    <message>
        <source>%1: the numbers of tensor &quot;%2&quot; are damaged (their checksum differs); copy or download the file again</source>
        <translation>%1: Die Zahlen des Tensors „%2“ sind beschädigt (die Prüfsumme weicht ab); kopieren oder laden Sie die Datei noch einmal</translation>
    </message>
    <message>
        <source>%1: holds no weights under model, state_dict or teacher; its keys are %2</source>
        <translation>%1: enthält keine Gewichte unter model, state_dict oder teacher; die Schlüssel sind %2</translation>
    </message>
    <message>
        <source>%1: holds no tensors</source>
        <translation>%1: enthält keine Tensoren</translation>
    </message>
    <message>
        <source>%1: is no checkpoint; expected a file of torch.save (.pth, .pt) or .safetensors</source>
        <translation>%1: ist kein Checkpoint; erwartet wird eine Datei von torch.save (.pth, .pt) oder .safetensors</translation>
    </message>
    <message>
        <source>%1: its pickle holds more than %2 values (at byte %3); no list of tensors is that long</source>
        <translation>%1: Das Pickle enthält mehr als %2 Werte (bei Byte %3); so lang ist keine Liste von Tensoren</translation>
    </message>
    <message>
        <source>%1: its header is no list of tensors</source>
        <translation>%1: Der Dateikopf ist keine Liste von Tensoren</translation>
    </message>
    <message>
        <source>%1: the name of a tensor has %2 characters or more than a line; expected at most %3</source>
        <translation>%1: Der Name eines Tensors hat %2 Zeichen oder mehr als eine Zeile; erwartet werden höchstens %3</translation>
    </message>
    <message>
        <source>%1: its header is said to have %2 bytes, more than the file or any list of tensors has</source>
        <translation>%1: Der Dateikopf soll %2 Bytes haben, mehr als die Datei oder irgendeine Liste von Tensoren hat</translation>
    </message>
    <message>
        <source>%1: tensor &quot;%2&quot; is described wrongly; expected dtype, shape and data_offsets within the file</source>
        <translation>%1: Der Tensor „%2“ ist falsch beschrieben; erwartet werden dtype, shape und data_offsets innerhalb der Datei</translation>
    </message>
    <message>
        <source>%1: has an entry with a name that leads out of the archive</source>
        <translation>%1: enthält einen Eintrag, dessen Name aus dem Archiv hinausführt</translation>
    </message>
    <message>
        <source>%1: two entries are named %2</source>
        <translation>%1: Zwei Einträge heißen %2</translation>
    </message>
    <message>
        <source>%1: %2 is compressed; expected it stored, as torch.save does</source>
        <translation>%1: %2 ist komprimiert; erwartet wird es unkomprimiert, wie torch.save es schreibt</translation>
    </message>
    <message>
        <source>%1: %2 has %3 bytes; expected a word</source>
        <translation>%1: %2 hat %3 Bytes; erwartet wird ein Wort</translation>
    </message>
    <message>
        <source>%1: its numbers are not little-endian</source>
        <translation>%1: Die Zahlen sind nicht little-endian</translation>
    </message>
    <message>
        <source>%1: ends within the numbers of its tensors; copy or download it again</source>
        <translation>%1: endet mitten in den Zahlen der Tensoren; kopieren oder laden Sie die Datei noch einmal</translation>
    </message>
    <message>
        <source>%1: is of an unknown version of torch.save; expected 1001</source>
        <translation>%1: stammt von einer unbekannten Version von torch.save; erwartet wird 1001</translation>
    </message>
    <message>
        <source>%1: the numbers of tensor &quot;%2&quot; are missing (storage %3)</source>
        <translation>%1: Die Zahlen des Tensors „%2“ fehlen (Speicher %3)</translation>
    </message>
    <message>
        <source>%1: the storage of tensor &quot;%2&quot; holds %3 bytes, expected %4</source>
        <translation>%1: Der Speicher des Tensors „%2“ enthält %3 Bytes, erwartet werden %4</translation>
    </message>
    <message>
        <source>%1: has no list of storages behind its tensors</source>
        <translation>%1: hat keine Liste der Speicher hinter den Tensoren</translation>
    </message>
    <message>
        <source>%1: its list of storages names one that no tensor has, or one twice</source>
        <translation>%1: Die Liste der Speicher nennt einen, den kein Tensor hat, oder einen doppelt</translation>
    </message>
    <message>
        <source>%1: the storage of tensor &quot;%2&quot; holds %3 elements, expected %4</source>
        <translation>%1: Der Speicher des Tensors „%2“ enthält %3 Elemente, erwartet werden %4</translation>
    </message>
    <message>
        <source>%1: tensors &quot;%2&quot; and &quot;%3&quot; disagree about the size of their storage</source>
        <translation>%1: Die Tensoren „%2“ und „%3“ widersprechen sich in der Größe ihres Speichers</translation>
    </message>
    <message>
        <source>%1: its directory and its contents disagree about %2; copy or export the file again</source>
        <translation>%1: Verzeichnis und Inhalt widersprechen sich bei %2; kopieren oder exportieren Sie die Datei noch einmal</translation>
    </message>
</context>
<context>
    <name>Jobs</name>
    <message>
        <source>This project has no photos; make one from a folder of photos first.</source>
        <translation>Dieses Projekt hat keine Fotos; legen Sie zuerst eines aus einem Ordner mit Fotos an.</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) left</source>
        <translation>
            <numerusform>noch %n Minute</numerusform>
            <numerusform>noch %n Minuten</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading splats</source>
        <translation>Splats werden gelesen</translation>
    </message>
    <message>
        <source>Writing splats</source>
        <translation>Splats werden geschrieben</translation>
    </message>
    <message>
        <source>Rendering masks</source>
        <translation>Masken werden gerendert</translation>
    </message>
    <message>
        <source>Meshing</source>
        <translation>Das Netz wird gebildet</translation>
    </message>
    <message>
        <source>Writing the mesh</source>
        <translation>Das Netz wird geschrieben</translation>
    </message>
    <message>
        <source>Rendering a video</source>
        <translation>Ein Video wird gerendert</translation>
    </message>
    <message>
        <source>Rendering views</source>
        <translation>Ansichten werden gerendert</translation>
    </message>
    <message>
        <source>splats are fitted to the photos that a grid was trained from, but the project has none; make it with photos</source>
        <translation>Splats werden an die Fotos angepasst, aus denen ein Gitter trainiert wurde, aber das Projekt hat keine; legen Sie es mit Fotos an</translation>
    </message>
    <message>
        <source>Finding the surface</source>
        <translation>Oberfläche wird gesucht</translation>
    </message>
    <message>
        <source>the field shows no surface in any photo, there are no splats of it</source>
        <translation>das Feld zeigt in keinem Foto eine Oberfläche, es gibt davon keine Splats</translation>
    </message>
    <message>
        <source>Writing masks</source>
        <translation>Masken werden geschrieben</translation>
    </message>
</context>
<context>
    <name>Masks</name>
    <message>
        <source>the project has no training photos to make masks of</source>
        <translation>das Projekt hat keine Trainingsfotos, von denen Masken gemacht werden könnten</translation>
    </message>
    <message>
        <source>Making masks</source>
        <translation>Masken werden gemacht</translation>
    </message>
    <message>
        <source>%1: there is no such folder of masks</source>
        <translation>%1: diesen Ordner mit Masken gibt es nicht</translation>
    </message>
    <message>
        <source>%1: masks of %2 x %3 pixels do not fit the photo of %4 x %5; expected its size or shape</source>
        <translation>%1: Masken von %2 x %3 Pixeln passen nicht zum Foto von %4 x %5; erwartet wird seine Größe oder Form</translation>
    </message>
    <message>
        <source>%1: expected one tensor [masks, height, width]</source>
        <translation>%1: erwartet wird ein Tensor [Masken, Höhe, Breite]</translation>
    </message>
    <message>
        <source>Reading masks</source>
        <translation>Masken werden gelesen</translation>
    </message>
    <message>
        <source>%1: no file fits a training view; expected VIEW.json, VIEW.png, VIEW.npz, VIEW.pt or VIEW/*.png with VIEW such as &quot;%2&quot;</source>
        <translation>%1: keine Datei passt zu einer Trainingsansicht; erwartet wird VIEW.json, VIEW.png, VIEW.npz, VIEW.pt oder VIEW/*.png mit VIEW wie „%2“</translation>
    </message>
    <message>
        <source>%1 mask files fit no view, the first is %2</source>
        <translation>%1 Maskendateien passen zu keiner Ansicht, die erste ist %2</translation>
    </message>
    <message>
        <source>%1 training views have no mask file, the first is %2</source>
        <translation>%1 Trainingsansichten haben keine Maskendatei, die erste ist %2</translation>
    </message>
    <message>
        <source>SAM needs its weights: give them with --checkpoint FILE, or use --source regions</source>
        <translation>SAM braucht seine Gewichte: geben Sie sie mit --checkpoint DATEI an oder nehmen Sie --source regions</translation>
    </message>
</context>
<context>
    <name>Methods</name>
    <message>
        <source>the project has no trained field to lift onto; train one first</source>
        <translation>das Projekt hat kein trainiertes Feld zum Anheben; trainieren Sie zuerst eines</translation>
    </message>
    <message>
        <source>%1 needs masks of the photos; make or import them first</source>
        <translation>%1 braucht Masken der Fotos; machen oder importieren Sie sie zuerst</translation>
    </message>
    <message>
        <source>%1 needs photos with cameras; this project was made from a splat alone</source>
        <translation>%1 braucht Fotos mit Kameras; dieses Projekt entstand nur aus einem Splat</translation>
    </message>
    <message>
        <source>OmniSeg3D</source>
        <translation>OmniSeg3D</translation>
    </message>
    <message>
        <source>no training photo has masks; make or import masks first</source>
        <translation>kein Trainingsfoto hat Masken; machen oder importieren Sie zuerst welche</translation>
    </message>
    <message>
        <source>Training features</source>
        <translation>Merkmale werden trainiert</translation>
    </message>
    <message>
        <source>Smoothing features</source>
        <translation>Merkmale werden geglättet</translation>
    </message>
    <message>
        <source>there is no method &quot;%1&quot;; known methods: %2</source>
        <translation>es gibt kein Verfahren „%1“; bekannte Verfahren: %2</translation>
    </message>
    <message>
        <source>Asking the masks</source>
        <translation>Masken werden befragt</translation>
    </message>
    <message>
        <source>SAGA</source>
        <translation>SAGA</translation>
    </message>
    <message>
        <source>Measuring masks</source>
        <translation>Masken werden vermessen</translation>
    </message>
    <message>
        <source>the lifted features of saga lack their scale gate for %1 channels; lift it again</source>
        <translation>Den angehobenen Merkmalen von saga fehlt ihr Größentor für %1 Kanäle; heben Sie sie erneut an</translation>
    </message>
    <message>
        <source>the segmenter finds nothing where was pointed: no mask holds it in the views taken</source>
        <translation>der Segmentierer findet nichts, wohin gezeigt wurde: in den benutzten Ansichten enthält es keine Maske</translation>
    </message>
    <message>
        <source>%1: a box can only say what to take</source>
        <translation>%1: ein Rahmen kann nur sagen, was genommen werden soll</translation>
    </message>
    <message>
        <source>%1: there is another box in this view already</source>
        <translation>%1: in dieser Ansicht gibt es schon einen anderen Rahmen</translation>
    </message>
    <message>
        <source>%1: there are no masks where it points, and no photo with masks sees the same spot; point in another view</source>
        <translation>%1: wohin gezeigt wird, gibt es keine Masken, und kein Foto mit Masken sieht dieselbe Stelle; bitte in einer anderen Ansicht zeigen</translation>
    </message>
    <message>
        <source>SA3D</source>
        <translation>SA3D</translation>
    </message>
    <message>
        <source>the first version of SAGA looks at photos with SAM, which is not there: name its checkpoint or add one with cleave models add FILE</source>
        <translation>Die erste Fassung von SAGA betrachtet Fotos mit SAM, das nicht da ist: Nennen Sie dessen Gewichte oder fügen Sie sie mit cleave models add FILE hinzu</translation>
    </message>
    <message>
        <source>the first version of SAGA looks at photos, but there are none</source>
        <translation>Die erste Fassung von SAGA betrachtet Fotos, aber es gibt keine</translation>
    </message>
    <message>
        <source>no segmenter is there: SAM needs its weights; add them with cleave models add FILE, or give --checkpoint FILE</source>
        <translation>es gibt keinen Segmentierer: SAM braucht seine Gewichte; fügen Sie sie mit cleave models add DATEI hinzu oder geben Sie --checkpoint DATEI an</translation>
    </message>
    <message>
        <source>no segmenter is there: this project was made from a splat alone, and masks answer only in photos; add the weights of SAM with cleave models add FILE</source>
        <translation>es gibt keinen Segmentierer: dieses Projekt wurde allein aus einem Splat gemacht, und Masken antworten nur in Fotos; fügen Sie die Gewichte von SAM mit cleave models add DATEI hinzu</translation>
    </message>
    <message>
        <source>no segmenter is there: neither weights of SAM nor masks of the photos; add weights with cleave models add, or make masks with cleave masks first</source>
        <translation>es gibt keinen Segmentierer: weder Gewichte von SAM noch Masken der Fotos; fügen Sie Gewichte mit cleave models add hinzu oder machen Sie zuerst Masken mit cleave masks</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>%1: expected an object of file names and checksums; delete it, then verify the models again</source>
        <translation>%1: erwartet wird ein Objekt aus Dateinamen und Prüfsummen; löschen Sie die Datei und prüfen Sie die Modelle danach erneut</translation>
    </message>
    <message>
        <source>&quot;%1&quot; cannot be the name of a model; expected a file name such as sam_vit_b_01ec64.pth</source>
        <translation>„%1“ kann nicht der Name eines Modells sein; erwartet wird ein Dateiname wie sam_vit_b_01ec64.pth</translation>
    </message>
    <message>
        <source>%1 is not %2 as published or as first added: its SHA-256 is %3, expected %4</source>
        <translation>%1 ist nicht %2, wie es veröffentlicht oder zuerst hinzugefügt wurde: SHA-256 ist %3, erwartet wird %4</translation>
    </message>
    <message>
        <source>%1 has %2 bytes left, %3 are needed</source>
        <translation>%1 hat noch %2 Bytes frei, gebraucht werden %3</translation>
    </message>
    <message>
        <source>Checking the checkpoint</source>
        <translation>Der Checkpoint wird geprüft</translation>
    </message>
    <message>
        <source>%1 is not %2 as published: it has %3 bytes, expected %4</source>
        <translation>%1 ist nicht %2, wie es veröffentlicht wurde: Die Datei hat %3 Bytes, erwartet werden %4</translation>
    </message>
    <message>
        <source>%1 is already where models are kept</source>
        <translation>%1 liegt schon dort, wo Modelle aufbewahrt werden</translation>
    </message>
    <message>
        <source>there is no model %1 in %2</source>
        <translation>es gibt kein Modell %1 in %2</translation>
    </message>
    <message>
        <source>Verifying %1</source>
        <translation>%1 wird geprüft</translation>
    </message>
    <message>
        <source>%1 cannot be removed: %2</source>
        <translation>%1 kann nicht entfernt werden: %2</translation>
    </message>
    <message>
        <source>Masks of everything in a photo; objects by clicks</source>
        <translation>Masken von allem im Foto; Objekte per Klick</translation>
    </message>
    <message>
        <source>Masks of everything in a photo; objects by clicks, fast</source>
        <translation>Masken von allem im Foto; Objekte per Klick, schnell</translation>
    </message>
    <message>
        <source>Objects by words (with CLIPSeg)</source>
        <translation>Objekte per Wort (mit CLIPSeg)</translation>
    </message>
    <message>
        <source>Objects by words (with CLIP)</source>
        <translation>Objekte per Wort (mit CLIP)</translation>
    </message>
    <message>
        <source>Image features for lifting</source>
        <translation>Bildmerkmale für das Heben</translation>
    </message>
    <message>
        <source>Boxes of objects by words</source>
        <translation>Rahmen um Objekte per Wort</translation>
    </message>
    <message>
        <source>Not in the list of known checkpoints</source>
        <translation>Nicht in der Liste bekannter Checkpoints</translation>
    </message>
</context>
<context>
    <name>Networks</name>
    <message>
        <source>%1: %2 heads with %3 positions fit no window of %4 channels</source>
        <translation>%1: %2 Köpfe mit %3 Positionen passen zu keinem Fenster mit %4 Kanälen</translation>
    </message>
    <message>
        <source>%1: %2 layers do not make a TinyViT</source>
        <translation>%1: %2 Schichten ergeben kein TinyViT</translation>
    </message>
    <message>
        <source>%1 is no checkpoint of this kind of network: it has no tensor &quot;%2&quot;</source>
        <translation>%1 ist kein Checkpoint dieser Art von Netz: der Tensor „%2“ fehlt</translation>
    </message>
    <message>
        <source>%1 lacks the tensor &quot;%2&quot;</source>
        <translation>In %1 fehlt der Tensor „%2“</translation>
    </message>
    <message>
        <source>%1: tensor &quot;%2&quot; is %3, expected more dimensions</source>
        <translation>%1: Der Tensor „%2“ ist %3; erwartet werden mehr Dimensionen</translation>
    </message>
    <message>
        <source>%1: tensor &quot;%2&quot; is %3, expected %4</source>
        <translation>%1: Der Tensor „%2“ ist %3; erwartet wird %4</translation>
    </message>
    <message>
        <source>%1: this network has no tensor &quot;%2&quot;</source>
        <translation>%1: Dieses Netz hat keinen Tensor „%2“</translation>
    </message>
    <message>
        <source>%1: %2 attention heads do not divide %3 channels</source>
        <translation>%1: %2 Aufmerksamkeitsköpfe teilen %3 Kanäle nicht</translation>
    </message>
    <message>
        <source>a mask prompt of %1x%2 pixels, expected %3x%3</source>
        <translation>Eine Masken-Eingabe von %1x%2 Pixeln; erwartet wird %3x%3</translation>
    </message>
    <message>
        <source>%1 holds no image encoder of SAM or MobileSAM</source>
        <translation>%1 enthält keinen Bildkodierer von SAM oder MobileSAM</translation>
    </message>
    <message>
        <source>%1: images have %2 channels, prompts %3</source>
        <translation>%1: Bilder haben %2 Kanäle, Eingaben %3</translation>
    </message>
    <message>
        <source>%1: heads %2 deep do not fit %3 channels</source>
        <translation>%1: Köpfe mit %2 Kanälen passen nicht zu %3 Kanälen</translation>
    </message>
    <message>
        <source>%1: %2 relative positions fit no window of a %3x%3 grid</source>
        <translation>%1: %2 relative Positionen passen zu keinem Fenster eines %3x%3-Gitters</translation>
    </message>
</context>
<context>
    <name>Params</name>
    <message>
        <source>--%1: &quot;%2&quot; is not valid, expected %3</source>
        <translation>--%1: „%2“ ist ungültig, erwartet wird %3</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>auto, colmap, transforms, llff or replica; auto recognises the format from the folder.</source>
        <translation>auto, colmap, transforms, llff oder replica; auto erkennt das Format am Ordner.</translation>
    </message>
    <message>
        <source>Downscale</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Photos are used at this fraction of their size: 2 halves width and height.</source>
        <translation>Fotos werden um diesen Teiler verkleinert benutzt: 2 halbiert Breite und Höhe.</translation>
    </message>
    <message>
        <source>Hold out every n-th photo</source>
        <translation>Jedes n-te Foto zurückhalten</translation>
    </message>
    <message>
        <source>Test photos by name, starting with the first; 0 follows the data, or takes every 8th where it says nothing.</source>
        <translation>Testfotos nach Namen, beginnend mit dem ersten; 0 folgt den Daten oder nimmt jedes 8., wo sie nichts sagen.</translation>
    </message>
    <message>
        <source>List of test photos</source>
        <translation>Liste der Testfotos</translation>
    </message>
    <message>
        <source>A text file with the names of the photos to hold out, one a line.</source>
        <translation>Eine Textdatei mit den Namen der zurückzuhaltenden Fotos, einer je Zeile.</translation>
    </message>
    <message>
        <source>Initial points</source>
        <translation>Startpunkte</translation>
    </message>
    <message>
        <source>Points in the world of the cameras to start from: a .ply, points3D.bin or points3D.txt. Empty: those of the data set.</source>
        <translation>Punkte in der Welt der Kameras, mit denen begonnen wird: .ply, points3D.bin oder points3D.txt. Leer: die des Datensatzes.</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>Features</source>
        <translation>Merkmale</translation>
    </message>
    <message>
        <source>Similarity</source>
        <translation>Ähnlichkeit</translation>
    </message>
    <message>
        <source>Segments</source>
        <translation>Segmente</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>Normals</source>
        <translation>Normalen</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>File of targets with their clicks; empty takes prompts.json of the ground truth or derives them.</source>
        <translation>Datei der Ziele mit ihren Klicks; leer nimmt prompts.json der Referenzdaten oder leitet sie ab.</translation>
    </message>
    <message>
        <source>Clicks per target</source>
        <translation>Klicks je Ziel</translation>
    </message>
    <message>
        <source>One, or three from different views.</source>
        <translation>Einer, oder drei aus verschiedenen Ansichten.</translation>
    </message>
    <message>
        <source>One</source>
        <translation>Einer</translation>
    </message>
    <message>
        <source>Three</source>
        <translation>Drei</translation>
    </message>
    <message>
        <source>Granularity for objects</source>
        <translation>Körnung für Objekte</translation>
    </message>
    <message>
        <source>0 selects whole objects, 1 the finest parts; the same for all objects.</source>
        <translation>0 wählt ganze Objekte, 1 die feinsten Teile; gleich für alle Objekte.</translation>
    </message>
    <message>
        <source>Granularity for parts</source>
        <translation>Körnung für Teile</translation>
    </message>
    <message>
        <source>0 selects whole objects, 1 the finest parts; the same for all parts.</source>
        <translation>0 wählt ganze Objekte, 1 die feinsten Teile; gleich für alle Teile.</translation>
    </message>
    <message>
        <source>Threshold for objects</source>
        <translation>Schwelle für Objekte</translation>
    </message>
    <message>
        <source>Similarity above which a primitive is selected; negative chooses it per click.</source>
        <translation>Ähnlichkeit, ab der ein Primitiv ausgewählt wird; negativ: je Klick gewählt.</translation>
    </message>
    <message>
        <source>Threshold for parts</source>
        <translation>Schwelle für Teile</translation>
    </message>
    <message>
        <source>Position weight</source>
        <translation>Gewicht der Lage</translation>
    </message>
    <message>
        <source>How fast similarity falls with the distance to the click, per scene unit.</source>
        <translation>Wie schnell die Ähnlichkeit mit dem Abstand zum Klick fällt, je Szeneneinheit.</translation>
    </message>
    <message>
        <source>all, or names separated by commas.</source>
        <translation>all, oder Namen, durch Kommas getrennt.</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>Ansichten</translation>
    </message>
    <message>
        <source>train, test, all, or view names separated by commas.</source>
        <translation>train, test, all oder Ansichtsnamen, durch Kommas getrennt.</translation>
    </message>
    <message>
        <source>One image of ids per view, one black and white image per segment, or run lengths in JSON.</source>
        <translation>Ein Bild mit Nummern je Ansicht, ein schwarz-weißes Bild je Segment, oder Lauflängen in JSON.</translation>
    </message>
    <message>
        <source>Id maps</source>
        <translation>Nummernkarten</translation>
    </message>
    <message>
        <source>Binary images</source>
        <translation>Schwarz-Weiß-Bilder</translation>
    </message>
    <message>
        <source>COCO run lengths</source>
        <translation>COCO-Lauflängen</translation>
    </message>
    <message>
        <source>all, or names separated by commas, or scene: everything as one mesh.</source>
        <translation>all, oder Namen, durch Kommas getrennt, oder scene: alles als ein Netz.</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>Auflösung</translation>
    </message>
    <message>
        <source>Voxels along the longest side of a segment; fewer where the photos show less.</source>
        <translation>Voxel entlang der längsten Seite eines Segments; weniger, wo die Fotos weniger zeigen.</translation>
    </message>
    <message>
        <source>all: every splat, with its segment&apos;s number; or names separated by commas: theirs alone.</source>
        <translation>all: jeder Splat, mit der Nummer seines Segments; oder Namen, durch Kommas getrennt: nur deren.</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Weg</translation>
    </message>
    <message>
        <source>Once around, or along the training views.</source>
        <translation>Einmal herum, oder entlang der Trainingsansichten.</translation>
    </message>
    <message>
        <source>Orbit</source>
        <translation>Umlauf</translation>
    </message>
    <message>
        <source>Along the views</source>
        <translation>Entlang der Ansichten</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modus</translation>
    </message>
    <message>
        <source>What is drawn.</source>
        <translation>Was gezeichnet wird.</translation>
    </message>
    <message>
        <source>Names separated by commas: these alone are drawn. Empty: everything.</source>
        <translation>Namen, durch Kommas getrennt: nur diese werden gezeichnet. Leer: alles.</translation>
    </message>
    <message>
        <source>Pictures a second</source>
        <translation>Bilder je Sekunde</translation>
    </message>
    <message>
        <source>How many pictures a second the video has.</source>
        <translation>Wie viele Bilder je Sekunde das Video hat.</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>How long the video is.</source>
        <translation>Wie lang das Video ist.</translation>
    </message>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <source>Mask source</source>
        <translation>Maskenquelle</translation>
    </message>
    <message>
        <source>Regions need no checkpoint; SAM finds things better.</source>
        <translation>Regionen brauchen keinen Checkpoint; SAM findet Dinge besser.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>SAM</source>
        <translation>SAM</translation>
    </message>
    <message>
        <source>Regions</source>
        <translation>Regionen</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>Checkpoint</translation>
    </message>
    <message>
        <source>File of the network&apos;s weights; empty takes the installed one.</source>
        <translation>Datei mit den Gewichten des Netzes; leer nimmt die installierte.</translation>
    </message>
    <message>
        <source>Similarity threshold</source>
        <translation>Ähnlichkeitsschwelle</translation>
    </message>
    <message>
        <source>Higher keeps only the closest matches: part rather than whole. Negative: chosen automatically.</source>
        <translation>Höher behält nur das Ähnlichste: eher Teil als Ganzes. Negativ: automatisch gewählt.</translation>
    </message>
    <message>
        <source>Granularity</source>
        <translation>Körnung</translation>
    </message>
    <message>
        <source>For the automatic threshold: 0 takes the whole object, 1 its finest part.</source>
        <translation>Für die automatische Schwelle: 0 nimmt das ganze Objekt, 1 seinen feinsten Teil.</translation>
    </message>
    <message>
        <source>Distance falloff</source>
        <translation>Abfall mit dem Abstand</translation>
    </message>
    <message>
        <source>Likeness fades with the distance to the prompts, by this much per scene unit.</source>
        <translation>Die Ähnlichkeit verblasst mit dem Abstand zu den Hinweisen, um so viel je Szeneneinheit.</translation>
    </message>
    <message>
        <source>Connected only</source>
        <translation>Nur Zusammenhängendes</translation>
    </message>
    <message>
        <source>Takes only what hangs together with the prompted surface, not everything that looks alike.</source>
        <translation>Nimmt nur, was mit der gemeinten Oberfläche zusammenhängt, nicht alles, was ähnlich aussieht.</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>What the scene is made of.</source>
        <translation>Woraus die Szene besteht.</translation>
    </message>
    <message>
        <source>Gaussian splats</source>
        <translation>Gauß-Splats</translation>
    </message>
    <message>
        <source>Hash grid</source>
        <translation>Hash-Gitter</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Goes on from the last checkpoint instead of starting anew.</source>
        <translation>Macht beim letzten Checkpoint weiter, statt neu zu beginnen.</translation>
    </message>
    <message>
        <source>Finest regions</source>
        <translation>Feinste Regionen</translation>
    </message>
    <message>
        <source>Into how many regions a photo is divided at the finest granularity.</source>
        <translation>In wie viele Regionen ein Foto bei feinster Körnung geteilt wird.</translation>
    </message>
    <message>
        <source>Smallest region</source>
        <translation>Kleinste Region</translation>
    </message>
    <message>
        <source>Share of the photo below which a region is no mask.</source>
        <translation>Anteil am Foto, unter dem eine Region keine Maske ist.</translation>
    </message>
    <message>
        <source>Largest region</source>
        <translation>Größte Region</translation>
    </message>
    <message>
        <source>Share of the photo above which a region is no mask.</source>
        <translation>Anteil am Foto, über dem eine Region keine Maske ist.</translation>
    </message>
    <message>
        <source>Repeated regions</source>
        <translation>Wiederholte Regionen</translation>
    </message>
    <message>
        <source>Of nested regions whose areas agree more than this, only one is kept.</source>
        <translation>Von verschachtelten Regionen, deren Flächen mehr als so übereinstimmen, bleibt nur eine.</translation>
    </message>
    <message>
        <source>Iterations</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Steps of feature training; each looks at one photo.</source>
        <translation>Schritte des Merkmalstrainings; jeder sieht ein Foto an.</translation>
    </message>
    <message>
        <source>Pixels per step</source>
        <translation>Pixel je Schritt</translation>
    </message>
    <message>
        <source>Pixels of a photo that a step looks at.</source>
        <translation>Pixel eines Fotos, die ein Schritt ansieht.</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Step size of Adam on the features.</source>
        <translation>Schrittweite von Adam auf den Merkmalen.</translation>
    </message>
    <message>
        <source>Level weight</source>
        <translation>Stufengewicht</translation>
    </message>
    <message>
        <source>Each step away in the mask hierarchy counts this many times less.</source>
        <translation>Jede Stufe weiter weg in der Maskenhierarchie zählt so viel Mal weniger.</translation>
    </message>
    <message>
        <source>Smallest patch</source>
        <translation>Kleinster Fleck</translation>
    </message>
    <message>
        <source>Patches hit by no more pixels than this take no part in a step.</source>
        <translation>Flecken, die nicht mehr Pixel als diese treffen, nehmen an einem Schritt nicht teil.</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>Ausgleich</translation>
    </message>
    <message>
        <source>0 samples every pixel alike, as published; 1 every patch alike, so that small ones do not starve.</source>
        <translation>0 zieht jedes Pixel gleich, wie veröffentlicht; 1 jeden Fleck gleich, damit kleine nicht leer ausgehen.</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>Lower pushes different things further apart.</source>
        <translation>Niedriger drückt Verschiedenes weiter auseinander.</translation>
    </message>
    <message>
        <source>Smoothing neighbours</source>
        <translation>Nachbarn beim Glätten</translation>
    </message>
    <message>
        <source>Nearest primitives that a feature is averaged with after training; 0: none.</source>
        <translation>Nächste Primitive, mit denen ein Merkmal nach dem Training gemittelt wird; 0: keine.</translation>
    </message>
    <message>
        <source>Smoothing rounds</source>
        <translation>Glättungsrunden</translation>
    </message>
    <message>
        <source>How often features are averaged.</source>
        <translation>Wie oft Merkmale gemittelt werden.</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>For the blend weights of the sampled pixels; with less, fewer photos are trained on at a time.</source>
        <translation>Für die Mischgewichte der gezogenen Pixel; mit weniger wird auf weniger Fotos zugleich trainiert.</translation>
    </message>
    <message>
        <source>MB</source>
        <translation>MB</translation>
    </message>
    <message>
        <source>Published level rule</source>
        <translation>Veröffentlichte Stufenregel</translation>
    </message>
    <message>
        <source>Drops the coarsest level of a patch even where it is related, as the published code does.</source>
        <translation>Lässt die gröbste Stufe eines Flecks auch weg, wo sie verwandt ist, wie der veröffentlichte Code.</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>Stufen</translation>
    </message>
    <message>
        <source>How deep the tree may get: 1 gives objects alone, 2 objects with parts.</source>
        <translation>Wie tief der Baum werden darf: 1 gibt nur Objekte, 2 Objekte mit Teilen.</translation>
    </message>
    <message>
        <source>Smallest segment</source>
        <translation>Kleinstes Segment</translation>
    </message>
    <message>
        <source>As a share of all primitives; what is smaller joins the neighbour that fits.</source>
        <translation>Als Anteil aller Primitive; was kleiner ist, kommt zum passenden Nachbarn.</translation>
    </message>
    <message>
        <source>Contrast of parts</source>
        <translation>Kontrast der Teile</translation>
    </message>
    <message>
        <source>How much the features of parts must differ (1 - cosine) to be told apart; higher gives fewer parts.</source>
        <translation>Wie sehr sich Merkmale von Teilen unterscheiden müssen (1 - Kosinus), um getrennt zu werden; höher gibt weniger Teile.</translation>
    </message>
    <message>
        <source>Steps of training, one photo each.</source>
        <translation>Trainingsschritte, je ein Foto.</translation>
    </message>
    <message>
        <source>Most gaussians</source>
        <translation>Höchstzahl Gaußkörper</translation>
    </message>
    <message>
        <source>There are never more gaussians than this.</source>
        <translation>Mehr Gaußkörper als diese gibt es nie.</translation>
    </message>
    <message>
        <source>Densification</source>
        <translation>Verdichtung</translation>
    </message>
    <message>
        <source>How gaussians are added where the photos need them.</source>
        <translation>Wie Gaußkörper dort dazukommen, wo die Fotos sie brauchen.</translation>
    </message>
    <message>
        <source>Relocate and explore (MCMC)</source>
        <translation>Umsetzen und erkunden (MCMC)</translation>
    </message>
    <message>
        <source>Clone, split and prune</source>
        <translation>Klonen, teilen und ausdünnen</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Degree of view dependence</source>
        <translation>Grad der Blickabhängigkeit</translation>
    </message>
    <message>
        <source>Degree of the spherical harmonics: 0 for colours that are the same from everywhere, up to 3.</source>
        <translation>Grad der Kugelfunktionen: 0 für Farben, die von überall gleich sind, bis 3.</translation>
    </message>
    <message>
        <source>Anti-aliased</source>
        <translation>Kantengeglättet</translation>
    </message>
    <message>
        <source>Keeps thin gaussians from growing brighter when seen from afar.</source>
        <translation>Verhindert, dass dünne Gaußkörper aus der Ferne heller werden.</translation>
    </message>
    <message>
        <source>Random background</source>
        <translation>Zufälliger Hintergrund</translation>
    </message>
    <message>
        <source>Trains before changing colours, so that nothing stays transparent by accident.</source>
        <translation>Trainiert vor wechselnden Farben, damit nichts aus Versehen durchsichtig bleibt.</translation>
    </message>
    <message>
        <source>Weight of structure</source>
        <translation>Gewicht der Struktur</translation>
    </message>
    <message>
        <source>Share of structural similarity in the loss; the rest is the absolute difference.</source>
        <translation>Anteil der strukturellen Ähnlichkeit am Verlust; der Rest ist die absolute Differenz.</translation>
    </message>
    <message>
        <source>Points per side</source>
        <translation>Punkte je Seite</translation>
    </message>
    <message>
        <source>SAM is asked at a grid of so many points in each direction.</source>
        <translation>SAM wird an einem Gitter mit so vielen Punkten in jeder Richtung gefragt.</translation>
    </message>
    <message>
        <source>Least predicted IoU</source>
        <translation>Kleinste vorhergesagte IoU</translation>
    </message>
    <message>
        <source>Masks that SAM itself rates lower are left out.</source>
        <translation>Masken, die SAM selbst schlechter bewertet, werden weggelassen.</translation>
    </message>
    <message>
        <source>Least stability</source>
        <translation>Kleinste Stabilität</translation>
    </message>
    <message>
        <source>Masks that change more with the threshold are left out.</source>
        <translation>Masken, die sich mit der Schwelle stärker ändern, werden weggelassen.</translation>
    </message>
    <message>
        <source>Stability offset</source>
        <translation>Abstand für die Stabilität</translation>
    </message>
    <message>
        <source>By how much the threshold is moved to judge stability.</source>
        <translation>Um wie viel die Schwelle verschoben wird, um die Stabilität zu beurteilen.</translation>
    </message>
    <message>
        <source>Largest overlap</source>
        <translation>Größte Überlappung</translation>
    </message>
    <message>
        <source>Of two masks whose boxes overlap more, the better one stays.</source>
        <translation>Von zwei Masken, deren Rechtecke stärker überlappen, bleibt die bessere.</translation>
    </message>
    <message>
        <source>Layers of crops</source>
        <translation>Ebenen von Ausschnitten</translation>
    </message>
    <message>
        <source>Looks at parts of the photo, too, for small things; each layer takes four times as long.</source>
        <translation>Sieht für kleine Dinge auch Teile des Fotos an; jede Ebene dauert viermal so lange.</translation>
    </message>
    <message>
        <source>Overlap of crops</source>
        <translation>Überlappung der Ausschnitte</translation>
    </message>
    <message>
        <source>As a share of the photo&apos;s shorter side, in the first layer.</source>
        <translation>Als Anteil der kürzeren Seite des Fotos, in der ersten Ebene.</translation>
    </message>
    <message>
        <source>Largest overlap between crops</source>
        <translation>Größte Überlappung zwischen Ausschnitten</translation>
    </message>
    <message>
        <source>Of two masks of different crops whose boxes overlap more, the one of the smaller crop stays.</source>
        <translation>Von zwei Masken verschiedener Ausschnitte, deren Rechtecke stärker überlappen, bleibt die des kleineren Ausschnitts.</translation>
    </message>
    <message>
        <source>Fewer points in crops</source>
        <translation>Weniger Punkte in Ausschnitten</translation>
    </message>
    <message>
        <source>Each further layer of crops has this many times fewer points per side.</source>
        <translation>Jede weitere Ebene von Ausschnitten hat so viel Mal weniger Punkte je Seite.</translation>
    </message>
    <message>
        <source>Holes and islands of fewer pixels are removed from masks.</source>
        <translation>Löcher und Inseln mit weniger Pixeln werden aus Masken entfernt.</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <source>Ellipsoids</source>
        <translation>Ellipsoide</translation>
    </message>
    <message>
        <source>Length weight</source>
        <translation>Längengewicht</translation>
    </message>
    <message>
        <source>How strongly what lies along a ray is asked to agree on one feature.</source>
        <translation>Wie stark von dem, was auf einem Strahl liegt, verlangt wird, sich auf ein Merkmal zu einigen.</translation>
    </message>
    <message>
        <source>Nearest primitives, itself included, whose mean a feature is rendered as; a step draws half of them.</source>
        <translation>Nächste Primitive, es selbst eingeschlossen, als deren Mittel ein Merkmal gerendert wird; ein Schritt zieht die Hälfte davon.</translation>
    </message>
    <message>
        <source>Masks of the project</source>
        <translation>Masken des Projekts</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>Fast counts weighted votes of the views; iterative is the published way, view after view.</source>
        <translation>Schnell zählt gewichtete Stimmen der Ansichten; schrittweise ist der veröffentlichte Weg, Ansicht für Ansicht.</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>Schnell</translation>
    </message>
    <message>
        <source>Iterative</source>
        <translation>Schrittweise</translation>
    </message>
    <message>
        <source>Segmenter</source>
        <translation>Segmentierer</translation>
    </message>
    <message>
        <source>Views taken</source>
        <translation>Benutzte Ansichten</translation>
    </message>
    <message>
        <source>Which views vote: only the prompted ones, a few that cover the object, or all. Automatic: all where masks are ready, else few.</source>
        <translation>Welche Ansichten abstimmen: nur die mit Eingaben, einige, die das Objekt von allen Seiten zeigen, oder alle. Automatisch: alle, wo Masken bereitliegen, sonst einige.</translation>
    </message>
    <message>
        <source>Prompted</source>
        <translation>Mit Eingaben</translation>
    </message>
    <message>
        <source>Few</source>
        <translation>Einige</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Few views</source>
        <translation>Einige Ansichten</translation>
    </message>
    <message>
        <source>How many views beside the prompted ones are a few.</source>
        <translation>Wie viele Ansichten außer denen mit Eingaben einige sind.</translation>
    </message>
    <message>
        <source>Least agreement</source>
        <translation>Kleinste Übereinstimmung</translation>
    </message>
    <message>
        <source>A view is rejected when its predicted mask and the rendered one have a smaller IoU.</source>
        <translation>Eine Ansicht wird verworfen, wenn ihre vorhergesagte und die gerenderte Maske eine kleinere IoU haben.</translation>
    </message>
    <message>
        <source>Straddling primitives</source>
        <translation>Primitive auf der Grenze</translation>
    </message>
    <message>
        <source>What becomes of primitives on the object&apos;s boundary, about which the views are divided.</source>
        <translation>Was aus Primitiven auf der Grenze des Objekts wird, über die die Ansichten uneins sind.</translation>
    </message>
    <message>
        <source>Keep the likelier half</source>
        <translation>Die wahrscheinlichere Hälfte behalten</translation>
    </message>
    <message>
        <source>Split off</source>
        <translation>Abtrennen</translation>
    </message>
    <message>
        <source>Only these</source>
        <translation>Nur diese</translation>
    </message>
    <message>
        <source>Straddling band</source>
        <translation>Breite der Grenze</translation>
    </message>
    <message>
        <source>Votes nearer to one half than this count as divided.</source>
        <translation>Stimmen, die näher an der Hälfte liegen, gelten als uneins.</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>Optimierer</translation>
    </message>
    <message>
        <source>Iterative form: mean over views (voxel variant) or Adam (gaussian variant).</source>
        <translation>Schrittweise Form: Mittel über die Ansichten (Voxel-Variante) oder Adam (Gauß-Variante).</translation>
    </message>
    <message>
        <source>Mean over views</source>
        <translation>Mittel über die Ansichten</translation>
    </message>
    <message>
        <source>Adam</source>
        <translation>Adam</translation>
    </message>
    <message>
        <source>Self-prompting</source>
        <translation>Eigene Eingaben</translation>
    </message>
    <message>
        <source>Iterative form: points chosen with the segmenter&apos;s help (voxel variant) or from the rendered scores alone (gaussian variant).</source>
        <translation>Schrittweise Form: Punkte mit Hilfe des Segmentierers (Voxel-Variante) oder allein aus den gerenderten Werten (Gauß-Variante).</translation>
    </message>
    <message>
        <source>With the segmenter</source>
        <translation>Mit dem Segmentierer</translation>
    </message>
    <message>
        <source>From the scores</source>
        <translation>Aus den Werten</translation>
    </message>
    <message>
        <source>Points per view</source>
        <translation>Punkte je Ansicht</translation>
    </message>
    <message>
        <source>Iterative form: most points that are asked for in a view.</source>
        <translation>Schrittweise Form: höchste Zahl der Punkte, nach denen in einer Ansicht gefragt wird.</translation>
    </message>
    <message>
        <source>Outside weight, first view</source>
        <translation>Gewicht außerhalb, erste Ansicht</translation>
    </message>
    <message>
        <source>Iterative form: weight of what lies outside the mask of the prompted view.</source>
        <translation>Schrittweise Form: Gewicht dessen, was außerhalb der Maske der Ansicht mit der Eingabe liegt.</translation>
    </message>
    <message>
        <source>Outside weight</source>
        <translation>Gewicht außerhalb</translation>
    </message>
    <message>
        <source>Iterative form: weight of what lies outside the masks of other views.</source>
        <translation>Schrittweise Form: Gewicht dessen, was außerhalb der Masken anderer Ansichten liegt.</translation>
    </message>
    <message>
        <source>Mask learning rate</source>
        <translation>Lernrate der Maske</translation>
    </message>
    <message>
        <source>Iterative form: step of the mask scores.</source>
        <translation>Schrittweise Form: Schrittweite der Maskenwerte.</translation>
    </message>
    <message>
        <source>Passes</source>
        <translation>Durchgänge</translation>
    </message>
    <message>
        <source>Iterative form: in the second pass primitives that lost are removed and the accepted masks are rendered in again.</source>
        <translation>Schrittweise Form: im zweiten Durchgang werden Primitive entfernt, die verloren haben, und die angenommenen Masken noch einmal eingerechnet.</translation>
    </message>
    <message>
        <source>Most splats</source>
        <translation>Höchstzahl der Splats</translation>
    </message>
    <message>
        <source>A grid becomes at most so many splats.</source>
        <translation>Aus einem Gitter werden höchstens so viele Splats.</translation>
    </message>
    <message>
        <source>Steps of fitting</source>
        <translation>Schritte der Anpassung</translation>
    </message>
    <message>
        <source>So long the splats of a grid are fitted to the photos, a photo each.</source>
        <translation>So lange werden die Splats eines Gitters an die Fotos angepasst, je Schritt ein Foto.</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Clicks, or the whole true mask of one view as OmniSeg3D is evaluated with, which judges the features alone.</source>
        <translation>Klicks, oder die ganze wahre Maske einer Ansicht, mit der OmniSeg3D bewertet wird; das beurteilt allein die Merkmale.</translation>
    </message>
    <message>
        <source>Clicks</source>
        <translation>Klicks</translation>
    </message>
    <message>
        <source>Dense masks</source>
        <translation>Dichte Masken</translation>
    </message>
    <message>
        <source>Stride</source>
        <translation>Schrittweite</translation>
    </message>
    <message>
        <source>Dense masks: every so many rows and columns are scored; 1 is as published.</source>
        <translation>Dichte Masken: Jede so vielte Zeile und Spalte wird gewertet; 1 wie veröffentlicht.</translation>
    </message>
    <message>
        <source>Every view</source>
        <translation>Jede Ansicht</translation>
    </message>
    <message>
        <source>Dense masks: also score in the views that were trained on, as published.</source>
        <translation>Dichte Masken: auch in den Ansichten werten, mit denen trainiert wurde, wie veröffentlicht.</translation>
    </message>
    <message>
        <source>Scene unit</source>
        <translation>Szeneneinheit</translation>
    </message>
    <message>
        <source>Dense masks: how long a scene unit is, for the falloff with distance.</source>
        <translation>Dichte Masken: wie lang eine Szeneneinheit ist, für den Abfall mit der Entfernung.</translation>
    </message>
    <message>
        <source>mm</source>
        <translation>mm</translation>
    </message>
    <message>
        <source>Patches as OmniSeg3D keeps them, masks with their scales as SAGA does, or run lengths in JSON.</source>
        <translation>Flecken, wie OmniSeg3D sie ablegt, Masken mit ihren Größen wie bei SAGA, oder Lauflängen in JSON.</translation>
    </message>
    <message>
        <source>OmniSeg3D (.npz)</source>
        <translation>OmniSeg3D (.npz)</translation>
    </message>
    <message>
        <source>SAGA (.pt)</source>
        <translation>SAGA (.pt)</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Fassung</translation>
    </message>
    <message>
        <source>2 answers at any scale; 1 is guided by what SAM itself sees in the photos and needs its checkpoint.</source>
        <translation>2 antwortet in jeder Größe; 1 richtet sich danach, was SAM selbst in den Fotos sieht, und braucht dessen Gewichte.</translation>
    </message>
    <message>
        <source>Second, by scale</source>
        <translation>Zweite, nach Größe</translation>
    </message>
    <message>
        <source>First, guided by SAM</source>
        <translation>Erste, von SAM geleitet</translation>
    </message>
    <message>
        <source>Of SAM, for the first version; empty takes the one that is installed.</source>
        <translation>Von SAM, für die erste Fassung; leer nimmt die installierten.</translation>
    </message>
    <message>
        <source>Published background</source>
        <translation>Veröffentlichter Hintergrund</translation>
    </message>
    <message>
        <source>First version: pixels in no mask push each other away, as in the published code.</source>
        <translation>Erste Fassung: Pixel in keiner Maske stoßen einander ab, wie im veröffentlichten Code.</translation>
    </message>
    <message>
        <source>Clustering</source>
        <translation>Gruppierung</translation>
    </message>
    <message>
        <source>What says which primitives belong together: the masks where the lifted features hold what they agree on, or the features alone.</source>
        <translation>Was sagt, welche Primitive zusammengehören: die Masken, wo die übertragenen Merkmale enthalten, worin sie übereinstimmen, oder allein die Merkmale.</translation>
    </message>
    <message>
        <source>What masks agree on</source>
        <translation>Worin Masken übereinstimmen</translation>
    </message>
    <message>
        <source>Density of features (HDBSCAN)</source>
        <translation>Dichte der Merkmale (HDBSCAN)</translation>
    </message>
    <message>
        <source>Alike neighbours merge</source>
        <translation>Ähnliche Nachbarn verschmelzen</translation>
    </message>
    <message>
        <source>Dense from</source>
        <translation>Dicht ab</translation>
    </message>
    <message>
        <source>Primitives that must look alike for HDBSCAN to see a dense place; higher leaves more to their neighbours.</source>
        <translation>So viele Primitive müssen sich ähneln, damit HDBSCAN eine dichte Stelle sieht; höher überlässt mehr den Nachbarn.</translation>
    </message>
    <message>
        <source>Features of</source>
        <translation>Merkmale von</translation>
    </message>
    <message>
        <source>Every primitive&apos;s own vector, or a smooth function of position (hash grid and small network), which is slower.</source>
        <translation>Ein eigener Vektor je Primitiv, oder eine glatte Funktion des Ortes (Hash-Gitter und kleines Netz), was langsamer ist.</translation>
    </message>
    <message>
        <source>Primitives</source>
        <translation>Primitiven</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Table size</source>
        <translation>Tabellengröße</translation>
    </message>
    <message>
        <source>Features of position: power of two of the entries of each level of the hash grid; 20 is as published.</source>
        <translation>Merkmale des Ortes: Zweierpotenz der Einträge jeder Stufe des Hash-Gitters; 20 wie veröffentlicht.</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>Szene</translation>
    </message>
    <message>
        <source>An object seen from all around, cut out; or a scene that the cameras stand in.</source>
        <translation>Ein rundum gesehener, freigestelltes Objekt oder eine Szene, in der die Kameras stehen.</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>Objekt</translation>
    </message>
    <message>
        <source>Open scene</source>
        <translation>Offene Szene</translation>
    </message>
    <message>
        <source>Scene box</source>
        <translation>Quader der Szene</translation>
    </message>
    <message>
        <source>What the grid covers, as x0,y0,z0,x1,y1,z1 in scene units; empty: found from the photos.</source>
        <translation>Was das Gitter umfasst, als x0,y0,z0,x1,y1,z1 in Szeneneinheiten; leer: aus den Fotos bestimmt.</translation>
    </message>
    <message>
        <source>Size of the tables (power of two)</source>
        <translation>Größe der Tabellen (Zweierpotenz)</translation>
    </message>
    <message>
        <source>Each level of the grid has at most two to the power of this many entries: more show finer detail and are slower.</source>
        <translation>Jede Stufe des Gitters hat höchstens zwei hoch so viele Einträge: mehr zeigen feinere Einzelheiten und sind langsamer.</translation>
    </message>
    <message>
        <source>Samples per step</source>
        <translation>Abtastpunkte je Schritt</translation>
    </message>
    <message>
        <source>A step takes as many rays as make about this many samples together.</source>
        <translation>Ein Schritt nimmt so viele Strahlen, dass sie zusammen etwa so viele Abtastpunkte ergeben.</translation>
    </message>
    <message>
        <source>Learning rate of the grid</source>
        <translation>Lernrate des Gitters</translation>
    </message>
    <message>
        <source>At the start; it falls to a thirtieth.</source>
        <translation>Am Anfang; sie fällt auf ein Dreißigstel.</translation>
    </message>
    <message>
        <source>Weight of compactness</source>
        <translation>Gewicht der Dichtheit</translation>
    </message>
    <message>
        <source>Draws what a ray sees together: fewer floating specks.</source>
        <translation>Zieht zusammen, was ein Strahl sieht: weniger schwebende Flecken.</translation>
    </message>
    <message>
        <source>Weight of clear opacity</source>
        <translation>Gewicht eindeutiger Deckkraft</translation>
    </message>
    <message>
        <source>Makes rays either opaque or empty.</source>
        <translation>Macht Strahlen entweder deckend oder leer.</translation>
    </message>
    <message>
        <source>What turns prompts into masks of a photo. Automatic: SAM where its weights are there, else the masks of the project.</source>
        <translation>Was aus Hinweisen Masken eines Fotos macht. Automatisch: SAM, wo seine Gewichte da sind, sonst die Masken des Projekts.</translation>
    </message>
</context>
<context>
    <name>Ply</name>
    <message>
        <source>%1 has %2 properties f_rest_*, expected 0, 9, 24 or 45</source>
        <translation>%1 hat %2 Eigenschaften f_rest_*, erwartet werden 0, 9, 24 oder 45</translation>
    </message>
    <message>
        <source>%1 has no element &quot;vertex&quot;, expected the gaussians there</source>
        <translation>%1 hat kein Element „vertex“, dort werden die Gaußkörper erwartet</translation>
    </message>
    <message>
        <source>%1 has no property %2, expected a Gaussian splat (x y z, f_dc_*, opacity, scale_*, rot_*)</source>
        <translation>%1 hat keine Eigenschaft %2, erwartet wird ein Gauß-Splat (x y z, f_dc_*, opacity, scale_*, rot_*)</translation>
    </message>
    <message>
        <source>%1: property %2 is a list, expected a number</source>
        <translation>%1: Eigenschaft %2 ist eine Liste, erwartet wird eine Zahl</translation>
    </message>
    <message>
        <source>%1: gaussian %2 has %3 = %4, expected a finite number</source>
        <translation>%1: Gaußkörper %2 hat %3 = %4, erwartet wird eine endliche Zahl</translation>
    </message>
    <message>
        <source>%1 ends in row %2 of element %3</source>
        <translation>%1 endet in Zeile %2 von Element %3</translation>
    </message>
    <message>
        <source>%1: row %2 of element %3 has a list of %4 items, expected 0 or more</source>
        <translation>%1: Zeile %2 von Element %3 hat eine Liste von %4 Einträgen, erwartet wird 0 oder mehr</translation>
    </message>
    <message>
        <source>%1: row %2 of element %3 has &quot;%4&quot; for %5, expected a number of type %6</source>
        <translation>%1: Zeile %2 von Element %3 hat „%4“ für %5, erwartet wird eine Zahl vom Typ %6</translation>
    </message>
    <message>
        <source>%1: no PLY file, the first line is not &quot;ply&quot;</source>
        <translation>%1: keine PLY-Datei, die erste Zeile ist nicht „ply“</translation>
    </message>
    <message>
        <source>%1: line %2 of the header has %3, expected %4</source>
        <translation>%1: Zeile %2 des Kopfes hat %3, erwartet wird %4</translation>
    </message>
    <message>
        <source>%1: the header promises %2 rows of element %3, but the file has bytes for %4 at most</source>
        <translation>%1: der Kopf verspricht %2 Zeilen von Element %3, aber die Datei hat höchstens Bytes für %4</translation>
    </message>
    <message>
        <source>%1 is empty, expected a PLY file</source>
        <translation>%1 ist leer, erwartet wird eine PLY-Datei</translation>
    </message>
    <message>
        <source>%1: the PLY header does not end with &quot;end_header&quot;</source>
        <translation>%1: der PLY-Kopf endet nicht mit „end_header“</translation>
    </message>
    <message>
        <source>%1: element &quot;%2&quot; has no number %3 per row</source>
        <translation>%1: Element „%2“ hat keine Zahl %3 je Zeile</translation>
    </message>
    <message>
        <source>%1: chunk %2 has %3 = %4, expected a finite number</source>
        <translation>%1: Block %2 hat %3 = %4, erwartet wurde eine endliche Zahl</translation>
    </message>
    <message>
        <source>%1 has no property %2 of type uint</source>
        <translation>%1 hat keine Eigenschaft %2 vom Typ uint</translation>
    </message>
    <message>
        <source>%1 has no property %2 of type uchar</source>
        <translation>%1 hat keine Eigenschaft %2 vom Typ uchar</translation>
    </message>
    <message>
        <source>%1 has %2 chunks for %3 gaussians, expected one for every 256</source>
        <translation>%1 hat %2 Blöcke für %3 Gaußkörper, erwartet wurde einer je 256</translation>
    </message>
</context>
<context>
    <name>Project</name>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 kann nicht geschrieben werden: %2</translation>
    </message>
    <message>
        <source>%1 cannot be removed: %2</source>
        <translation>%1 kann nicht entfernt werden: %2</translation>
    </message>
    <message>
        <source>packed data are damaged</source>
        <translation>gepackte Daten sind beschädigt</translation>
    </message>
    <message>
        <source>%1 was made by a newer Cleave (project format %2); this one reads formats up to %3</source>
        <translation>%1 wurde von einem neueren Cleave gemacht (Projektformat %2); dieses liest Formate bis %3</translation>
    </message>
    <message>
        <source>%1 says project format %2, expected 1 to %3</source>
        <translation>%1 nennt Projektformat %2, erwartet wird 1 bis %3</translation>
    </message>
    <message>
        <source>asset %1 (%2) is described wrongly</source>
        <translation>Bestandteil %1 (%2) ist falsch beschrieben</translation>
    </message>
    <message>
        <source>the document &quot;%1&quot; is missing</source>
        <translation>das Dokument „%1“ fehlt</translation>
    </message>
    <message>
        <source>the document &quot;%1&quot; is damaged: %2</source>
        <translation>das Dokument „%1“ ist beschädigt: %2</translation>
    </message>
    <message>
        <source>A name in the project is not valid UTF-8: %1</source>
        <translation>Ein Name im Projekt ist kein gültiges UTF-8: %1</translation>
    </message>
    <message>
        <source>%1 is being used by another program; try again when it is done</source>
        <translation>%1 wird von einem anderen Programm benutzt; versuchen Sie es danach noch einmal</translation>
    </message>
    <message>
        <source>%1 cannot be opened: %2</source>
        <translation>%1 kann nicht geöffnet werden: %2</translation>
    </message>
    <message>
        <source>%1 cannot be written: the disk is full</source>
        <translation>%1 kann nicht geschrieben werden: der Datenträger ist voll</translation>
    </message>
    <message>
        <source>%1 cannot be written (%2); is the disk full?</source>
        <translation>%1 kann nicht geschrieben werden (%2); ist der Datenträger voll?</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>%1 kann nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>%1 is no Cleave project</source>
        <translation>%1 ist kein Cleave-Projekt</translation>
    </message>
    <message>
        <source>%1 is damaged: %2</source>
        <translation>%1 ist beschädigt: %2</translation>
    </message>
    <message>
        <source>%1 cannot be opened: Qt&apos;s SQLite plugin is not installed</source>
        <translation>%1 kann nicht geöffnet werden: Qts SQLite-Plugin ist nicht installiert</translation>
    </message>
    <message>
        <source>%1: the bytes of asset %2 are damaged</source>
        <translation>%1: die Bytes von Bestandteil %2 sind beschädigt</translation>
    </message>
    <message>
        <source>%1 belongs to a newer Cleave (project format %2) and is not overwritten; choose another name</source>
        <translation>%1 gehört zu einem neueren Cleave (Projektformat %2) und wird nicht überschrieben; wählen Sie einen anderen Namen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 is damaged: %2 could not be read and was left out</source>
        <translation>%1 ist beschädigt: %2 konnte nicht gelesen werden und wurde weggelassen</translation>
    </message>
    <message>
        <source>the initial points</source>
        <translation>die Startpunkte</translation>
    </message>
    <message>
        <source>%1 of %2 photos are not in %3, the first is %4; relink them if they moved</source>
        <translation>%1 von %2 Fotos sind nicht in %3, das erste ist %4; verknüpfen Sie sie neu, falls sie umgezogen sind</translation>
    </message>
    <message>
        <source>the radiance field</source>
        <translation>das Strahlungsfeld</translation>
    </message>
    <message>
        <source>the training state</source>
        <translation>der Trainingsstand</translation>
    </message>
    <message>
        <source>the masks</source>
        <translation>die Masken</translation>
    </message>
    <message>
        <source>what %1 lifted</source>
        <translation>das von %1 Angehobene</translation>
    </message>
    <message>
        <source>the selection of segment &quot;%1&quot;</source>
        <translation>die Auswahl von Segment „%1“</translation>
    </message>
    <message>
        <source>%1 does not exist</source>
        <translation>%1 gibt es nicht</translation>
    </message>
    <message>
        <source>%1 is a folder, expected a .cleave file</source>
        <translation>%1 ist ein Ordner, erwartet wird eine .cleave-Datei</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>%1 wird geöffnet</translation>
    </message>
    <message>
        <source>Saving %1</source>
        <translation>%1 wird gespeichert</translation>
    </message>
    <message>
        <source>%1 is a folder, expected a file name</source>
        <translation>%1 ist ein Ordner, erwartet wird ein Dateiname</translation>
    </message>
    <message>
        <source>%1 is no folder</source>
        <translation>%1 ist kein Ordner</translation>
    </message>
    <message>
        <source>%1 holds no photo %2</source>
        <translation>%1 enthält kein Foto %2</translation>
    </message>
    <message>
        <source>%1 is not the photo that the project was made with</source>
        <translation>%1 ist nicht das Foto, mit dem das Projekt angelegt wurde</translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <source>test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>train</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1click at %2</source>
        <translation>%1Klick bei %2</translation>
    </message>
    <message>
        <source>%1box from %2 to %3</source>
        <translation>%1Rahmen von %2 bis %3</translation>
    </message>
    <message numerus="yes">
        <source>%1stroke of %n points</source>
        <translation>
            <numerusform>%1Strich aus %n Punkt</numerusform>
            <numerusform>%1Strich aus %n Punkten</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Sample</name>
    <message>
        <source>Drawing the sample scene</source>
        <translation>Die Beispielszene wird gezeichnet</translation>
    </message>
    <message>
        <source>Writing the sample scene</source>
        <translation>Die Beispielszene wird geschrieben</translation>
    </message>
</context>
<context>
    <name>SegmentActions</name>
    <message>
        <source>Nothing is selected: click a thing in the view first.</source>
        <translation>Nichts ist ausgewählt: Klicken Sie zuerst ein Ding in der Ansicht an.</translation>
    </message>
    <message>
        <source>No segment is chosen in the tree.</source>
        <translation>Im Baum ist kein Segment gewählt.</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>Objekt</translation>
    </message>
</context>
<context>
    <name>Segmenter</name>
    <message>
        <source>there are no masks for this image: masks answer only in the photos that they were made for</source>
        <translation>zu diesem Bild gibt es keine Masken: Masken antworten nur in den Fotos, für die sie gemacht wurden</translation>
    </message>
    <message>
        <source>a prompt&apos;s position is no number</source>
        <translation>eine Position der Eingabe ist keine Zahl</translation>
    </message>
    <message>
        <source>a mask needs at least one prompt that says what to take, not only what to leave out</source>
        <translation>eine Maske braucht mindestens eine Angabe, was genommen werden soll, nicht nur, was wegbleibt</translation>
    </message>
    <message>
        <source>the point %1,%2 lies outside the image of %3 x %4 pixels</source>
        <translation>der Punkt %1,%2 liegt außerhalb des Bildes von %3 x %4 Pixeln</translation>
    </message>
    <message>
        <source>the point %1,%2 is both to be taken and to be left out</source>
        <translation>der Punkt %1,%2 soll zugleich genommen und weggelassen werden</translation>
    </message>
    <message>
        <source>the box at %1,%2 is empty; expected two different corners</source>
        <translation>der Rahmen bei %1,%2 ist leer; erwartet wurden zwei verschiedene Ecken</translation>
    </message>
    <message>
        <source>the box at %1,%2 lies outside the image of %3 x %4 pixels</source>
        <translation>der Rahmen bei %1,%2 liegt außerhalb des Bildes von %3 x %4 Pixeln</translation>
    </message>
    <message>
        <source>an image of %1x%2 pixels cannot be segmented</source>
        <translation>Ein Bild von %1x%2 Pixeln lässt sich nicht segmentieren</translation>
    </message>
</context>
<context>
    <name>Segments</name>
    <message>
        <source>The project has no field to segment; train it first</source>
        <translation>Das Projekt hat kein Feld zum Zerlegen; trainieren Sie es zuerst</translation>
    </message>
    <message>
        <source>The project has no lifted features; lift the masks first</source>
        <translation>Das Projekt hat keine angehobenen Merkmale; heben Sie zuerst die Masken an</translation>
    </message>
    <message>
        <source>Method %1 makes no features to build a tree from; lift with a method that does, such as omniseg3d</source>
        <translation>Verfahren %1 macht keine Merkmale für einen Baum; heben Sie mit einem an, das es tut, etwa omniseg3d</translation>
    </message>
    <message>
        <source>Object %1</source>
        <translation>Objekt %1</translation>
    </message>
    <message>
        <source>Part %1</source>
        <translation>Teil %1</translation>
    </message>
    <message>
        <source>The features belong to another field (%1 primitives, the field has %2); lift the masks again</source>
        <translation>Die Merkmale gehören zu einem anderen Feld (%1 Primitive, das Feld hat %2); heben Sie die Masken neu an</translation>
    </message>
    <message>
        <source>Building the segment tree</source>
        <translation>Der Segmentbaum wird gebaut</translation>
    </message>
    <message>
        <source>Segment &quot;%1&quot; is locked; unlock it first</source>
        <translation>Segment „%1“ ist gesperrt; entsperren Sie es zuerst</translation>
    </message>
    <message>
        <source>Segment &quot;%1&quot; was made from another field; build the tree again or delete the segment</source>
        <translation>Segment „%1“ entstand aus einem anderen Feld; bauen Sie den Baum neu oder löschen Sie das Segment</translation>
    </message>
    <message>
        <source>Merging needs two different segments or more</source>
        <translation>Vereinen braucht mindestens zwei verschiedene Segmente</translation>
    </message>
    <message>
        <source>Nothing of segment &quot;%1&quot; is selected; select the part to split off</source>
        <translation>Von Segment „%1“ ist nichts ausgewählt; wählen Sie den Teil zum Abtrennen aus</translation>
    </message>
    <message>
        <source>All of segment &quot;%1&quot; is selected; select only the part to split off</source>
        <translation>Segment „%1“ ist ganz ausgewählt; wählen Sie nur den Teil zum Abtrennen aus</translation>
    </message>
    <message>
        <source>Segment &quot;%1&quot; hangs together in one piece; nothing to split</source>
        <translation>Segment „%1“ hängt in einem Stück zusammen; nichts zu teilen</translation>
    </message>
    <message>
        <source>Segment name &quot;%1&quot; has a slash, which separates the names of a path; choose another name</source>
        <translation>Segmentname „%1“ hat einen Schrägstrich, der die Namen eines Pfades trennt; wählen Sie einen anderen Namen</translation>
    </message>
    <message>
        <source>Segment &quot;%1&quot; is ambiguous; give one of the paths %2</source>
        <translation>Segment „%1“ ist mehrdeutig; geben Sie einen der Pfade %2 an</translation>
    </message>
    <message>
        <source>No segment &quot;%1&quot;: the project has no segments yet; build the tree or save a selection first</source>
        <translation>Kein Segment „%1“: das Projekt hat noch keine Segmente; bauen Sie den Baum oder behalten Sie zuerst eine Auswahl</translation>
    </message>
    <message>
        <source>No segment &quot;%1&quot;; the closest names are %2</source>
        <translation>Kein Segment „%1“; die ähnlichsten Namen sind %2</translation>
    </message>
    <message>
        <source>Segment &quot;%1&quot; needs a name that is not empty</source>
        <translation>Segment „%1“ braucht einen Namen, der nicht leer ist</translation>
    </message>
    <message>
        <source>The name &quot;%1&quot; is taken beside segment &quot;%2&quot;; choose another name</source>
        <translation>Der Name „%1“ ist neben Segment „%2“ vergeben; wählen Sie einen anderen</translation>
    </message>
    <message>
        <source>Segment &quot;%1&quot; cannot move into &quot;%2&quot;, which is the segment itself or inside it</source>
        <translation>Segment „%1“ kann nicht in „%2“ verschoben werden, das es selbst oder in ihm ist</translation>
    </message>
    <message>
        <source>Segment &quot;%1&quot; has id %2, which is not positive or given twice</source>
        <translation>Segment „%1“ hat die Nummer %2, die nicht positiv oder doppelt vergeben ist</translation>
    </message>
    <message>
        <source>Segment &quot;%1&quot; names parent %2, which does not come before it</source>
        <translation>Segment „%1“ nennt als Übergeordnetes %2, das nicht davor steht</translation>
    </message>
    <message>
        <source>The lifted features of %1 hold nothing that enough masks agree on; choose another clustering, or lift with more masks</source>
        <translation>Die übertragenen Merkmale von %1 enthalten nichts, worin genug Masken übereinstimmen; wählen Sie eine andere Gruppierung oder übertragen Sie mit mehr Masken</translation>
    </message>
</context>
<context>
    <name>Selection</name>
    <message>
        <source>the project has no trained field to select from; train one first</source>
        <translation>das Projekt hat kein trainiertes Feld zum Auswählen; trainieren Sie zuerst eines</translation>
    </message>
    <message>
        <source>%1 has not been lifted in this project; lift it first</source>
        <translation>%1 wurde in diesem Projekt nicht angehoben; heben Sie es zuerst an</translation>
    </message>
    <message>
        <source>%1 was lifted onto another field; lift it again</source>
        <translation>%1 wurde auf ein anderes Feld angehoben; heben Sie es neu an</translation>
    </message>
    <message>
        <source>a selection needs at least one prompt that says what to take, not only what to leave out</source>
        <translation>eine Auswahl braucht mindestens einen Hinweis, der sagt, was dazugehört, nicht nur, was nicht</translation>
    </message>
    <message>
        <source>%1: this method answers clicks, boxes and strokes, not words</source>
        <translation>%1: dieses Verfahren beantwortet Klicks, Rahmen und Striche, keine Wörter</translation>
    </message>
    <message>
        <source>%1: expected at least %2 points</source>
        <translation>%1: erwartet werden mindestens %2 Punkte</translation>
    </message>
    <message>
        <source>%1: a position is no number</source>
        <translation>%1: eine Position ist keine Zahl</translation>
    </message>
    <message>
        <source>%1 lies outside the image of %2 x %3 pixels</source>
        <translation>%1 liegt außerhalb des Bildes von %2 x %3 Pixeln</translation>
    </message>
    <message>
        <source>%1 hits empty background; point at something that the field shows</source>
        <translation>%1 trifft leeren Hintergrund; zeigen Sie auf etwas, das das Feld zeigt</translation>
    </message>
    <message>
        <source>the project has no photos, so there are no masks of a view to take everything from</source>
        <translation>das Projekt hat keine Fotos, also gibt es keine Masken einer Ansicht, aus der alles genommen werden könnte</translation>
    </message>
    <message>
        <source>the project has no masks; make or import them with cleave masks first</source>
        <translation>das Projekt hat keine Masken; machen oder importieren Sie sie zuerst mit cleave masks</translation>
    </message>
    <message>
        <source>%1 has no masks to take everything from; choose a training photo that has some</source>
        <translation>%1 hat keine Masken, aus denen alles genommen werden könnte; wählen Sie ein Trainingsfoto, das welche hat</translation>
    </message>
    <message>
        <source>Taking everything in a view</source>
        <translation>Alles in einer Ansicht wird genommen</translation>
    </message>
    <message>
        <source>nothing in %1 can be followed through the other photos: their masks do not agree with its own</source>
        <translation>nichts in %1 lässt sich durch die anderen Fotos verfolgen: deren Masken stimmen mit seinen nicht überein</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>%1 is no project, splat file or folder of photos.</source>
        <translation>%1 ist kein Projekt, keine Splat-Datei und kein Ordner mit Fotos.</translation>
    </message>
</context>
<context>
    <name>Training</name>
    <message>
        <source>The project has no photos to train from; make one with --data</source>
        <translation>Das Projekt hat keine Fotos zum Trainieren; legen Sie eines mit --data an</translation>
    </message>
    <message>
        <source>There is no training checkpoint to go on from; train without resuming</source>
        <translation>Es gibt keinen Trainings-Checkpoint zum Weitermachen; trainieren Sie ohne Fortsetzen</translation>
    </message>
    <message>
        <source>Measuring on the test views</source>
        <translation>Auf den Testansichten wird gemessen</translation>
    </message>
    <message>
        <source>The training checkpoint is damaged: its first %1 bytes are no header</source>
        <translation>Der Trainings-Checkpoint ist beschädigt: seine ersten %1 Bytes sind kein Kopf</translation>
    </message>
    <message>
        <source>The training checkpoint has version %1; this program reads up to %2</source>
        <translation>Der Trainings-Checkpoint hat Version %1; dieses Programm liest bis %2</translation>
    </message>
    <message>
        <source>The training checkpoint holds %1 gaussians of %2 values, but the field has %3 of %4</source>
        <translation>Der Trainings-Checkpoint enthält %1 Gaußkörper zu %2 Werten, aber das Feld hat %3 zu %4</translation>
    </message>
    <message>
        <source>The training checkpoint has %1 bytes; expected %2</source>
        <translation>Der Trainings-Checkpoint hat %1 Bytes; erwartet werden %2</translation>
    </message>
    <message>
        <source>The data set has no training photos</source>
        <translation>Der Datensatz hat keine Trainingsfotos</translation>
    </message>
    <message>
        <source>%1 is %2 pixels wide at working size; training needs at least %3</source>
        <translation>%1 ist in Arbeitsgröße %2 Pixel breit; das Training braucht mindestens %3</translation>
    </message>
    <message>
        <source>The checkpoint has spherical harmonics of degree %1, but %2 is asked for</source>
        <translation>Der Checkpoint hat Kugelfunktionen vom Grad %1, aber %2 ist verlangt</translation>
    </message>
    <message>
        <source>Training gaussians</source>
        <translation>Gaußkörper werden trainiert</translation>
    </message>
    <message>
        <source>the %1 segments belonged to the earlier field and are gone; build or click them again</source>
        <translation>Die %1 Segmente gehörten zum früheren Feld und sind fort; bauen oder klicken Sie sie neu.</translation>
    </message>
    <message>
        <source>The training checkpoint holds %1 table entries and %2 cascades, but the field has %3 and %4</source>
        <translation>Der Trainingsstand enthält %1 Tabelleneinträge und %2 Kaskaden, das Feld aber %3 und %4</translation>
    </message>
    <message>
        <source>The scene box is &quot;%1&quot;; expected x0,y0,z0,x1,y1,z1 with x0 &lt; x1, y0 &lt; y1, z0 &lt; z1</source>
        <translation>Der Quader der Szene ist &quot;%1&quot;; erwartet wird x0,y0,z0,x1,y1,z1 mit x0 &lt; x1, y0 &lt; y1, z0 &lt; z1</translation>
    </message>
    <message>
        <source>The checkpoint has tables of 2^%1 entries, but 2^%2 is asked for</source>
        <translation>Der Trainingsstand hat Tabellen mit 2^%1 Einträgen, verlangt sind aber 2^%2</translation>
    </message>
    <message>
        <source>Looking for the scene</source>
        <translation>Die Szene wird gesucht</translation>
    </message>
    <message>
        <source>Decoding photos</source>
        <translation>Fotos werden dekodiert</translation>
    </message>
    <message>
        <source>Training a hash grid</source>
        <translation>Ein Hash-Gitter wird trainiert</translation>
    </message>
    <message>
        <source>Finding the primitives</source>
        <translation>Primitive werden gesucht</translation>
    </message>
</context>
<context>
    <name>cleave::ui::AboutDialog</name>
    <message>
        <source>About Cleave</source>
        <translation>Über Cleave</translation>
    </message>
    <message>
        <source>Version %1</source>
        <translation>Version %1</translation>
    </message>
    <message>
        <source>Takes captured scenes apart into the things in them.</source>
        <translation>Zerlegt aufgenommene Szenen in die Dinge darin.</translation>
    </message>
    <message>
        <source>Free software under the Apache License, version 2.0.</source>
        <translation>Freie Software unter der Apache-Lizenz, Version 2.0.</translation>
    </message>
    <message>
        <source>Built with</source>
        <translation>Gebaut mit</translation>
    </message>
    <message>
        <source>Computes on</source>
        <translation>Rechnet auf</translation>
    </message>
</context>
<context>
    <name>cleave::ui::Actions</name>
    <message>
        <source>&amp;New Project...</source>
        <translation>&amp;Neues Projekt...</translation>
    </message>
    <message>
        <source>A project from a folder of posed photos</source>
        <translation>Ein Projekt aus einem Ordner mit Fotos und Posen</translation>
    </message>
    <message>
        <source>&amp;Open...</source>
        <translation>Ö&amp;ffnen...</translation>
    </message>
    <message>
        <source>Open a project, a splat or a folder of photos</source>
        <translation>Ein Projekt, einen Splat oder einen Ordner mit Fotos öffnen</translation>
    </message>
    <message>
        <source>Import &amp;Splats...</source>
        <translation>&amp;Splats einlesen...</translation>
    </message>
    <message>
        <source>A project from a trained splat (.ply, .splat, .spz)</source>
        <translation>Ein Projekt aus einem trainierten Splat (.ply, .splat, .spz)</translation>
    </message>
    <message>
        <source>Open the Sample S&amp;cene</source>
        <translation>&amp;Beispielszene öffnen</translation>
    </message>
    <message>
        <source>A small scene that comes with Cleave</source>
        <translation>Eine kleine Szene, die mit Cleave kommt</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>Save the project</source>
        <translation>Das Projekt speichern</translation>
    </message>
    <message>
        <source>Save &amp;As...</source>
        <translation>Speichern &amp;unter...</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;Clear Selection</source>
        <translation>Auswahl &amp;aufheben</translation>
    </message>
    <message>
        <source>&amp;Invert</source>
        <translation>&amp;Umkehren</translation>
    </message>
    <message>
        <source>Select what is not selected</source>
        <translation>Auswählen, was nicht ausgewählt ist</translation>
    </message>
    <message>
        <source>&amp;Grow</source>
        <translation>&amp;Wachsen</translation>
    </message>
    <message>
        <source>Take in the nearest neighbours</source>
        <translation>Die nächsten Nachbarn dazunehmen</translation>
    </message>
    <message>
        <source>S&amp;hrink</source>
        <translation>&amp;Schrumpfen</translation>
    </message>
    <message>
        <source>Leave out the border</source>
        <translation>Den Rand weglassen</translation>
    </message>
    <message>
        <source>S&amp;mooth</source>
        <translation>&amp;Glätten</translation>
    </message>
    <message>
        <source>Let neighbours vote on every primitive</source>
        <translation>Nachbarn über jedes Primitiv abstimmen lassen</translation>
    </message>
    <message>
        <source>Remove I&amp;slands</source>
        <translation>&amp;Inseln entfernen</translation>
    </message>
    <message>
        <source>Keep only the large connected pieces</source>
        <translation>Nur die großen zusammenhängenden Stücke behalten</translation>
    </message>
    <message>
        <source>&amp;Fill Holes</source>
        <translation>&amp;Löcher füllen</translation>
    </message>
    <message>
        <source>Take in what is enclosed</source>
        <translation>Dazunehmen, was umschlossen ist</translation>
    </message>
    <message>
        <source>&amp;Add Segment to Selection</source>
        <translation>Segment zur Auswahl &amp;hinzufügen</translation>
    </message>
    <message>
        <source>S&amp;ubtract Segment from Selection</source>
        <translation>Segment von der Auswahl a&amp;bziehen</translation>
    </message>
    <message>
        <source>In&amp;tersect Selection with Segment</source>
        <translation>Auswahl mit Segment &amp;schneiden</translation>
    </message>
    <message>
        <source>&amp;Navigate</source>
        <translation>&amp;Bewegen</translation>
    </message>
    <message>
        <source>Turn, slide and fly</source>
        <translation>Drehen, schieben und fliegen</translation>
    </message>
    <message>
        <source>&amp;Click</source>
        <translation>&amp;Klick</translation>
    </message>
    <message>
        <source>Click a thing to select it; Shift adds, Ctrl or the right button excludes</source>
        <translation>Ein Ding anklicken, um es auszuwählen; Umschalt fügt hinzu, Strg oder die rechte Taste schließt aus</translation>
    </message>
    <message>
        <source>&amp;Box</source>
        <translation>&amp;Rahmen</translation>
    </message>
    <message>
        <source>Draw a box around a thing</source>
        <translation>Einen Rahmen um ein Ding ziehen</translation>
    </message>
    <message>
        <source>&amp;Stroke</source>
        <translation>&amp;Strich</translation>
    </message>
    <message>
        <source>Draw over a thing</source>
        <translation>Über ein Ding malen</translation>
    </message>
    <message>
        <source>&amp;Focus</source>
        <translation>&amp;Anvisieren</translation>
    </message>
    <message>
        <source>Look at the selection or the current segment</source>
        <translation>Auf die Auswahl oder das aktuelle Segment blicken</translation>
    </message>
    <message>
        <source>&amp;Whole Scene</source>
        <translation>&amp;Ganze Szene</translation>
    </message>
    <message>
        <source>Look at the whole scene</source>
        <translation>Auf die ganze Szene blicken</translation>
    </message>
    <message>
        <source>&amp;Train the Field</source>
        <translation>Feld &amp;trainieren</translation>
    </message>
    <message>
        <source>Train a Gaussian splat from the photos</source>
        <translation>Aus den Fotos einen Gauß-Splat trainieren</translation>
    </message>
    <message>
        <source>Make &amp;Masks</source>
        <translation>&amp;Masken machen</translation>
    </message>
    <message>
        <source>Region masks for all training photos</source>
        <translation>Regionenmasken für alle Trainingsfotos</translation>
    </message>
    <message>
        <source>&amp;Import Masks...</source>
        <translation>Masken &amp;einlesen...</translation>
    </message>
    <message>
        <source>Masks that another program made</source>
        <translation>Masken, die ein anderes Programm gemacht hat</translation>
    </message>
    <message>
        <source>&amp;Lift Masks</source>
        <translation>Masken &amp;anheben</translation>
    </message>
    <message>
        <source>Bring the masks onto the field&apos;s primitives</source>
        <translation>Die Masken auf die Primitive des Feldes bringen</translation>
    </message>
    <message>
        <source>Take the Scene &amp;Apart</source>
        <translation>Szene &amp;zerlegen</translation>
    </message>
    <message>
        <source>Build the segment tree of the whole scene</source>
        <translation>Den Segmentbaum der ganzen Szene bauen</translation>
    </message>
    <message>
        <source>&amp;Keep Selection as Segment</source>
        <translation>Auswahl als Segment &amp;behalten</translation>
    </message>
    <message>
        <source>Keep what is selected under a name; inside the current segment where it lies in it</source>
        <translation>Das Ausgewählte unter einem Namen behalten; im aktuellen Segment, wo es darin liegt</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>&amp;Umbenennen</translation>
    </message>
    <message>
        <source>&amp;Colour...</source>
        <translation>&amp;Farbe...</translation>
    </message>
    <message>
        <source>&amp;Delete, Keep What Is Inside</source>
        <translation>&amp;Löschen, Inneres behalten</translation>
    </message>
    <message>
        <source>Delete the segments; what is inside moves up</source>
        <translation>Die Segmente löschen; was darin ist, rückt auf</translation>
    </message>
    <message>
        <source>Delete with &amp;Everything Inside</source>
        <translation>Mit &amp;allem darin löschen</translation>
    </message>
    <message>
        <source>Delete the segments with everything inside</source>
        <translation>Die Segmente mit allem darin löschen</translation>
    </message>
    <message>
        <source>&amp;Merge</source>
        <translation>&amp;Vereinen</translation>
    </message>
    <message>
        <source>Make one segment of the chosen ones</source>
        <translation>Aus den gewählten Segmenten eines machen</translation>
    </message>
    <message>
        <source>&amp;Split by Selection</source>
        <translation>Nach Auswahl &amp;teilen</translation>
    </message>
    <message>
        <source>What is selected leaves the segment for one of its own</source>
        <translation>Das Ausgewählte verlässt das Segment und wird ein eigenes</translation>
    </message>
    <message>
        <source>Split into &amp;Pieces</source>
        <translation>In &amp;Stücke teilen</translation>
    </message>
    <message>
        <source>Make a segment of every connected piece</source>
        <translation>Aus jedem zusammenhängenden Stück ein Segment machen</translation>
    </message>
    <message>
        <source>&amp;Isolate</source>
        <translation>&amp;Isolieren</translation>
    </message>
    <message>
        <source>Show the chosen segments alone</source>
        <translation>Nur die gewählten Segmente zeigen</translation>
    </message>
    <message>
        <source>Se&amp;lect Its Primitives</source>
        <translation>Seine &amp;Primitive auswählen</translation>
    </message>
    <message>
        <source>&amp;Masks...</source>
        <translation>&amp;Masken...</translation>
    </message>
    <message>
        <source>&amp;Splats...</source>
        <translation>&amp;Splats...</translation>
    </message>
    <message>
        <source>M&amp;esh...</source>
        <translation>&amp;Netz...</translation>
    </message>
    <message>
        <source>&amp;Images...</source>
        <translation>&amp;Bilder...</translation>
    </message>
    <message>
        <source>&amp;Video...</source>
        <translation>&amp;Video...</translation>
    </message>
    <message>
        <source>&amp;Preferences...</source>
        <translation>&amp;Einstellungen...</translation>
    </message>
    <message>
        <source>&amp;About Cleave</source>
        <translation>Ü&amp;ber Cleave</translation>
    </message>
    <message>
        <source>M&amp;odels...</source>
        <translation>M&amp;odelle …</translation>
    </message>
    <message>
        <source>Which networks&apos; checkpoints are here, and how to get the others</source>
        <translation>Welche Checkpoints von Netzen da sind und woher man die anderen bekommt</translation>
    </message>
    <message>
        <source>Photo &amp;Beside</source>
        <translation>Foto &amp;daneben</translation>
    </message>
    <message>
        <source>Show the nearest photo beside the view</source>
        <translation>Das nächste Foto neben der Ansicht zeigen</translation>
    </message>
    <message>
        <source>Take &amp;Everything in This View</source>
        <translation>&amp;Alles in dieser Ansicht nehmen</translation>
    </message>
    <message>
        <source>A segment for every mask of the photo nearest to the view</source>
        <translation>Ein Segment für jede Maske des Fotos, das der Ansicht am nächsten ist</translation>
    </message>
</context>
<context>
    <name>cleave::ui::AgreementPanel</name>
    <message>
        <source>prompted</source>
        <translation>gezeigt</translation>
    </message>
    <message>
        <source>agrees</source>
        <translation>stimmt überein</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>no mask</source>
        <translation>keine Maske</translation>
    </message>
    <message>
        <source>How well each view&apos;s own mask and the answer seen there agree</source>
        <translation>Wie gut die eigene Maske jeder Ansicht und die dort gesehene Antwort übereinstimmen</translation>
    </message>
    <message>
        <source>Answer, rendered</source>
        <translation>Antwort, gezeichnet</translation>
    </message>
    <message>
        <source>Mask of the view</source>
        <translation>Maske der Ansicht</translation>
    </message>
    <message>
        <source>%1: %2, IoU %3</source>
        <translation>%1: %2, IoU %3</translation>
    </message>
    <message numerus="yes">
        <source>%n view(s) agree</source>
        <translation>
            <numerusform>%n Ansicht stimmt überein</numerusform>
            <numerusform>%n Ansichten stimmen überein</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n do not and were left out</source>
        <translation>
            <numerusform>%n nicht und blieb außen vor</numerusform>
            <numerusform>%n nicht und blieben außen vor</numerusform>
        </translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
</context>
<context>
    <name>cleave::ui::CurvePlot</name>
    <message>
        <source>Loss and PSNR of the training</source>
        <translation>Verlust und PSNR des Trainings</translation>
    </message>
    <message>
        <source>Loss %1</source>
        <translation>Verlust %1</translation>
    </message>
    <message>
        <source>PSNR %1 dB</source>
        <translation>PSNR %1 dB</translation>
    </message>
    <message>
        <source>Loss and PSNR appear here</source>
        <translation>Hier erscheinen Verlust und PSNR</translation>
    </message>
</context>
<context>
    <name>cleave::ui::DatasetDock</name>
    <message>
        <source>Dataset</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Find moved photos...</source>
        <translation>Umgezogene Fotos suchen...</translation>
    </message>
    <message>
        <source>Double click to look through a photo&apos;s camera</source>
        <translation>Doppelklick blickt durch die Kamera eines Fotos</translation>
    </message>
    <message>
        <source>Photos of a project appear here.</source>
        <translation>Hier erscheinen die Fotos eines Projekts.</translation>
    </message>
    <message>
        <source>This project was made from a splat; it has no photos.</source>
        <translation>Dieses Projekt entstand aus einem Splat; es hat keine Fotos.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln Foto</numerusform>
            <numerusform>%Ln Fotos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln for testing</source>
        <translation>
            <numerusform>%Ln zum Testen</numerusform>
            <numerusform>%Ln zum Testen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 x %2 pixels</source>
        <translation>%1 x %2 Pixel</translation>
    </message>
    <message>
        <source>%1 points</source>
        <translation>%1 Punkte</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) missing</source>
        <translation>
            <numerusform>%Ln Foto fehlt</numerusform>
            <numerusform>%Ln Fotos fehlen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cleave::ui::DatasetPreview</name>
    <message>
        <source>Drag to turn, drag with the middle button to slide, turn the wheel to come closer</source>
        <translation>Ziehen dreht, Ziehen mit der mittleren Taste verschiebt, das Mausrad holt heran</translation>
    </message>
</context>
<context>
    <name>cleave::ui::DocumentSession</name>
    <message>
        <source>Opening %1</source>
        <translation>%1 wird geöffnet</translation>
    </message>
    <message>
        <source>Reading photos</source>
        <translation>Fotos werden gelesen</translation>
    </message>
    <message>
        <source>Reading splats</source>
        <translation>Splats werden gelesen</translation>
    </message>
    <message>
        <source>Making the sample scene</source>
        <translation>Die Beispielszene wird angelegt</translation>
    </message>
    <message>
        <source>Saving %1</source>
        <translation>%1 wird gespeichert</translation>
    </message>
    <message>
        <source>Finding the photos</source>
        <translation>Die Fotos werden gesucht</translation>
    </message>
    <message>
        <source>Saving a recovery copy</source>
        <translation>Eine Sicherungskopie wird gespeichert</translation>
    </message>
    <message>
        <source>Opening the recovery copy</source>
        <translation>Sicherungskopie wird geöffnet</translation>
    </message>
</context>
<context>
    <name>cleave::ui::Download</name>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 kann nicht geschrieben werden: %2</translation>
    </message>
    <message>
        <source>%1 sends more than the %L2 bytes that were expected; it is another file.</source>
        <translation>%1 sendet mehr als die erwarteten %L2 Bytes; es ist eine andere Datei.</translation>
    </message>
    <message>
        <source>%1 stopped after %L2 of %L3 bytes; download again to continue.</source>
        <translation>%1 hat nach %L2 von %L3 Bytes aufgehört; laden Sie noch einmal herunter, um fortzufahren.</translation>
    </message>
    <message>
        <source>There is no connection to %1. Check the network, or download the file elsewhere and add it here.</source>
        <translation>Es gibt keine Verbindung zu %1. Prüfen Sie das Netz, oder laden Sie die Datei anderswo herunter und fügen Sie sie hier hinzu.</translation>
    </message>
    <message>
        <source>%1 closed the connection; download again to continue.</source>
        <translation>%1 hat die Verbindung beendet; laden Sie noch einmal herunter, um fortzufahren.</translation>
    </message>
    <message>
        <source>%1 does not have the file any more; look for it on the project&apos;s page and add it here.</source>
        <translation>%1 hat die Datei nicht mehr; suchen Sie sie auf der Seite des Projekts und fügen Sie sie hier hinzu.</translation>
    </message>
    <message>
        <source>Downloading from %1 failed: %2</source>
        <translation>Das Herunterladen von %1 ist fehlgeschlagen: %2</translation>
    </message>
</context>
<context>
    <name>cleave::ui::ExportDialog</name>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>&amp;Exportieren</translation>
    </message>
    <message>
        <source>Will be written</source>
        <translation>Wird geschrieben</translation>
    </message>
    <message>
        <source>&amp;To the folder:</source>
        <translation>&amp;In den Ordner:</translation>
    </message>
    <message>
        <source>&amp;To the file:</source>
        <translation>&amp;In die Datei:</translation>
    </message>
    <message>
        <source>&amp;Choose...</source>
        <translation>&amp;Wählen...</translation>
    </message>
    <message>
        <source>Name a folder to write to.</source>
        <translation>Nennen Sie einen Ordner.</translation>
    </message>
    <message>
        <source>Name a file to write to.</source>
        <translation>Nennen Sie eine Datei.</translation>
    </message>
    <message>
        <source>%1 is a file, a folder is expected.</source>
        <translation>%1 ist eine Datei, erwartet wird ein Ordner.</translation>
    </message>
    <message>
        <source>%1 is a folder, a file is expected.</source>
        <translation>%1 ist ein Ordner, erwartet wird eine Datei.</translation>
    </message>
    <message>
        <source>The file&apos;s name must end in one of: %1</source>
        <translation>Der Dateiname muss auf eines davon enden: %1</translation>
    </message>
    <message>
        <source>The file exists and will be replaced.</source>
        <translation>Die Datei gibt es schon, sie wird ersetzt.</translation>
    </message>
    <message>
        <source>The folder is not empty; files of the same names will be replaced.</source>
        <translation>Der Ordner ist nicht leer; Dateien gleichen Namens werden ersetzt.</translation>
    </message>
    <message>
        <source>Drawing...</source>
        <translation>Wird gezeichnet...</translation>
    </message>
    <message>
        <source>Check at least one segment.</source>
        <translation>Mindestens ein Segment ankreuzen.</translation>
    </message>
</context>
<context>
    <name>cleave::ui::JobModel</name>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>Auftrag</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>Restzeit</translation>
    </message>
</context>
<context>
    <name>cleave::ui::JobsDock</name>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>Nothing is running.</source>
        <translation>Nichts läuft.</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>Fertige entfernen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
</context>
<context>
    <name>cleave::ui::MainWindow</name>
    <message>
        <source>Where are the photos now?</source>
        <translation>Wo sind die Fotos jetzt?</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation>Zuletzt &amp;geöffnet</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>&amp;Exportieren</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Scene</source>
        <translation>&amp;Szene</translation>
    </message>
    <message>
        <source>Se&amp;gment</source>
        <translation>Se&amp;gment</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Projects and splats (*.cleave *.ply *.splat *.spz);;All files (*)</source>
        <translation>Projekte und Splats (*.cleave *.ply *.splat *.spz);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Import Splats</source>
        <translation>Splats einlesen</translation>
    </message>
    <message>
        <source>Splats (*.ply *.splat *.spz)</source>
        <translation>Splats (*.ply *.splat *.spz)</translation>
    </message>
    <message>
        <source>Folder of masks</source>
        <translation>Ordner mit Masken</translation>
    </message>
    <message>
        <source>Exporting to %1</source>
        <translation>Es wird nach %1 exportiert</translation>
    </message>
    <message>
        <source>untitled</source>
        <translation>unbenannt</translation>
    </message>
    <message>
        <source>Save Project</source>
        <translation>Projekt speichern</translation>
    </message>
    <message>
        <source>Cleave projects (*.cleave)</source>
        <translation>Cleave-Projekte (*.cleave)</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>Ungespeicherte Änderungen</translation>
    </message>
    <message>
        <source>Save the changes to %1?</source>
        <translation>Die Änderungen an %1 speichern?</translation>
    </message>
    <message>
        <source>%1, %2 left</source>
        <translation>%1, noch %2</translation>
    </message>
    <message>
        <source>Answered in %1 ms</source>
        <translation>In %1 ms beantwortet</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>%1 gespeichert</translation>
    </message>
    <message>
        <source>Recovery</source>
        <translation>Wiederherstellung</translation>
    </message>
    <message>
        <source>There is a newer recovery copy of %1. Open it?</source>
        <translation>Es gibt eine neuere Sicherungskopie von %1. Öffnen?</translation>
    </message>
    <message>
        <source>%1[*] - Cleave</source>
        <translation>%1[*] - Cleave</translation>
    </message>
    <message>
        <source>&amp;Undo %1</source>
        <translation>&amp;Rückgängig: %1</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo %1</source>
        <translation>&amp;Wiederholen: %1</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Clear List</source>
        <translation>Liste leeren</translation>
    </message>
    <message>
        <source>Cleave</source>
        <translation>Cleave</translation>
    </message>
    <message>
        <source>A job is running</source>
        <translation>Ein Auftrag läuft</translation>
    </message>
    <message>
        <source>Stop it and close?</source>
        <translation>Anhalten und schließen?</translation>
    </message>
    <message>
        <source>Welcome to Cleave</source>
        <translation>Willkommen bei Cleave</translation>
    </message>
    <message>
        <source>Cleave takes captured scenes apart. Begin with your own photos, or look around in the sample scene first.</source>
        <translation>Cleave zerlegt aufgenommene Szenen. Beginnen Sie mit eigenen Fotos, oder sehen Sie sich zuerst in der Beispielszene um.</translation>
    </message>
    <message>
        <source>Sample Scene</source>
        <translation>Beispielszene</translation>
    </message>
    <message>
        <source>My Photos...</source>
        <translation>Meine Fotos...</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Cleave ended before a new project was saved. Go on with it?</source>
        <translation>Cleave endete, bevor ein neues Projekt gespeichert war. Damit weitermachen?</translation>
    </message>
</context>
<context>
    <name>cleave::ui::ModelManagerDialog</name>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <extracomment>%1 and %2 are sizes such as &quot;12 MB&quot;</extracomment>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Networks come as checkpoint files of their makers. None is part of Cleave; each is checked before it is used.</source>
        <translation>Netze kommen als Checkpoint-Dateien ihrer Hersteller. Keine ist Teil von Cleave; jede wird vor dem Gebrauch geprüft.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Wofür</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>Ab&amp;brechen</translation>
    </message>
    <message>
        <source>&amp;Download</source>
        <translation>&amp;Herunterladen</translation>
    </message>
    <message>
        <source>&amp;Add File...</source>
        <translation>Datei hin&amp;zufügen …</translation>
    </message>
    <message>
        <source>&amp;Verify</source>
        <translation>&amp;Prüfen</translation>
    </message>
    <message>
        <source>&amp;Remove...</source>
        <translation>Ent&amp;fernen …</translation>
    </message>
    <message>
        <source>&amp;Link to added files instead of copying them</source>
        <translation>Hinzugefügte Dateien ver&amp;linken statt kopieren</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>Da</translation>
    </message>
    <message>
        <source>Partly downloaded</source>
        <translation>Teilweise geladen</translation>
    </message>
    <message>
        <source>Not here</source>
        <translation>Nicht da</translation>
    </message>
    <message>
        <source>File: %1</source>
        <translation>Datei: %1</translation>
    </message>
    <message>
        <source>From: %1</source>
        <translation>Von: %1</translation>
    </message>
    <message>
        <source>SHA-256: %1</source>
        <translation>SHA-256: %1</translation>
    </message>
    <message>
        <source>not published; taken when the file is first added</source>
        <translation>nicht veröffentlicht; wird beim ersten Hinzufügen festgehalten</translation>
    </message>
    <message>
        <source>It comes inside an archive: download that with a browser, unpack it and add the file.</source>
        <translation>Die Datei steckt in einem Archiv: Laden Sie es mit einem Browser herunter, packen Sie es aus und fügen Sie die Datei hinzu.</translation>
    </message>
    <message>
        <source>Checking the file...</source>
        <translation>Die Datei wird geprüft …</translation>
    </message>
    <message>
        <source>%1 is added.</source>
        <translation>%1 ist hinzugefügt.</translation>
    </message>
    <message>
        <source>Add a Checkpoint</source>
        <translation>Checkpoint hinzufügen</translation>
    </message>
    <message>
        <source>Checkpoints (*.pth *.pt *.safetensors);;All files (*)</source>
        <translation>Checkpoints (*.pth *.pt *.safetensors);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>%1 is downloaded and verified.</source>
        <translation>%1 ist heruntergeladen und geprüft.</translation>
    </message>
    <message>
        <source>Downloading...</source>
        <translation>Wird heruntergeladen …</translation>
    </message>
    <message>
        <source>%1 is intact.</source>
        <translation>%1 ist unversehrt.</translation>
    </message>
    <message>
        <source>Remove %1 from this computer? It can be downloaded or added again.</source>
        <translation>%1 von diesem Rechner entfernen? Das Modell kann wieder heruntergeladen oder hinzugefügt werden.</translation>
    </message>
    <message>
        <source>Remove Model</source>
        <translation>Modell entfernen</translation>
    </message>
    <message>
        <source>%1 is removed.</source>
        <translation>%1 ist entfernt.</translation>
    </message>
    <message>
        <source>Cancelled; download again to continue where it stopped.</source>
        <translation>Abgebrochen; laden Sie noch einmal herunter, um dort fortzufahren.</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
</context>
<context>
    <name>cleave::ui::NewProjectDialog</name>
    <message>
        <source>New project</source>
        <translation>Neues Projekt</translation>
    </message>
    <message>
        <source>The cameras of your photos appear here.</source>
        <translation>Hier erscheinen die Kameras Ihrer Fotos.</translation>
    </message>
    <message>
        <source>&amp;Create</source>
        <translation>&amp;Anlegen</translation>
    </message>
    <message>
        <source>&amp;Photos with poses:</source>
        <translation>&amp;Fotos mit Posen:</translation>
    </message>
    <message>
        <source>A folder of COLMAP, NeRF (transforms.json), LLFF or Replica</source>
        <translation>Ein Ordner von COLMAP, NeRF (transforms.json), LLFF oder Replica</translation>
    </message>
    <message>
        <source>&amp;Folder...</source>
        <translation>&amp;Ordner...</translation>
    </message>
    <message>
        <source>F&amp;ile...</source>
        <translation>&amp;Datei...</translation>
    </message>
    <message>
        <source>A transforms JSON file of another name</source>
        <translation>Eine Transforms-JSON-Datei anderen Namens</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Einlesen</translation>
    </message>
    <message>
        <source>Folder of photos with poses</source>
        <translation>Ordner mit Fotos und Posen</translation>
    </message>
    <message>
        <source>Transforms file</source>
        <translation>Transforms-Datei</translation>
    </message>
    <message>
        <source>Transforms (*.json)</source>
        <translation>Transforms (*.json)</translation>
    </message>
    <message>
        <source>Format:</source>
        <translation>Format:</translation>
    </message>
    <message>
        <source>Photos:</source>
        <translation>Fotos:</translation>
    </message>
    <message>
        <source>%1 for training, %2 for testing</source>
        <translation>%1 zum Trainieren, %2 zum Testen</translation>
    </message>
    <message>
        <source>Size:</source>
        <translation>Größe:</translation>
    </message>
    <message>
        <source>%1 × %2 pixels</source>
        <translation>%1 × %2 Pixel</translation>
    </message>
    <message>
        <source>Initial points:</source>
        <translation>Startpunkte:</translation>
    </message>
    <message>
        <source>none, training starts at points chosen by chance</source>
        <translation>keine, das Training beginnt mit zufälligen Punkten</translation>
    </message>
    <message>
        <source>Skipped photos:</source>
        <translation>Übersprungene Fotos:</translation>
    </message>
    <message>
        <source>Missing or unreadable:</source>
        <translation>Fehlend oder unlesbar:</translation>
    </message>
</context>
<context>
    <name>cleave::ui::ParamPanel</name>
    <message>
        <source>Back to %1</source>
        <translation>Zurück zu %1</translation>
    </message>
    <message>
        <source>More settings</source>
        <translation>Mehr Einstellungen</translation>
    </message>
</context>
<context>
    <name>cleave::ui::PhotoPane</name>
    <message>
        <source>This project has no photos.</source>
        <translation>Dieses Projekt hat keine Fotos.</translation>
    </message>
    <message>
        <source>Loading...</source>
        <translation>Wird geladen ...</translation>
    </message>
    <message>
        <source>The photo nearest to the view; double click to look through its camera. With the click tool the mask under the mouse is shown, and a click takes what is there.</source>
        <translation>Das Foto, das der Ansicht am nächsten ist; ein Doppelklick schaut durch seine Kamera. Mit dem Klickwerkzeug erscheint die Maske unter der Maus, und ein Klick nimmt, was dort ist.</translation>
    </message>
    <message>
        <source>Predicted IoU %1</source>
        <translation>Vorhergesagte IoU %1</translation>
    </message>
    <message>
        <source>Mask %1 of %2 (keys 1 to %2), predicted IoU %3</source>
        <translation>Maske %1 von %2 (Tasten 1 bis %2), vorhergesagte IoU %3</translation>
    </message>
</context>
<context>
    <name>cleave::ui::PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Looks</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>&amp;Theme:</source>
        <translation>&amp;Farbschema:</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>&amp;Sprache:</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>Arbeit</translation>
    </message>
    <message>
        <source>All cores</source>
        <translation>Alle Kerne</translation>
    </message>
    <message>
        <source>&amp;Processor threads:</source>
        <translation>&amp;Prozessor-Threads:</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source> min</source>
        <translation> min</translation>
    </message>
    <message>
        <source>&amp;Safety copy every:</source>
        <translation>Sicherungs&amp;kopie alle:</translation>
    </message>
    <message>
        <source>The window is made anew in another language; what can be undone is forgotten then.</source>
        <translation>In einer anderen Sprache wird das Fenster neu aufgebaut; was rückgängig gemacht werden kann, ist dann vergessen.</translation>
    </message>
    <message>
        <source>As fits the machine</source>
        <translation>Wie es zum Rechner passt</translation>
    </message>
    <message>
        <source>With OpenGL</source>
        <translation>Mit OpenGL</translation>
    </message>
    <message>
        <source>Without OpenGL</source>
        <translation>Ohne OpenGL</translation>
    </message>
    <message>
        <source>From the next start on. OpenGL is faster where a graphics card does it.</source>
        <translation>Ab dem nächsten Start. OpenGL ist schneller, wo eine Grafikkarte es ausführt.</translation>
    </message>
    <message>
        <source>Sho&amp;w pictures:</source>
        <translation>&amp;Bilder anzeigen:</translation>
    </message>
</context>
<context>
    <name>cleave::ui::ProjectDocument</name>
    <message>
        <source>Untitled</source>
        <translation>Unbenannt</translation>
    </message>
</context>
<context>
    <name>cleave::ui::ProjectJobs</name>
    <message>
        <source>Training the field</source>
        <translation>Das Feld wird trainiert</translation>
    </message>
    <message>
        <source>Train field</source>
        <translation>Feld trainieren</translation>
    </message>
    <message>
        <source>Making masks</source>
        <translation>Masken werden gemacht</translation>
    </message>
    <message>
        <source>Make masks</source>
        <translation>Masken machen</translation>
    </message>
    <message>
        <source>Importing masks</source>
        <translation>Masken werden eingelesen</translation>
    </message>
    <message>
        <source>Import masks</source>
        <translation>Masken einlesen</translation>
    </message>
    <message>
        <source>Lifting masks</source>
        <translation>Masken werden angehoben</translation>
    </message>
    <message>
        <source>Lift masks</source>
        <translation>Masken anheben</translation>
    </message>
    <message>
        <source>Building the segment tree</source>
        <translation>Der Segmentbaum wird gebaut</translation>
    </message>
    <message>
        <source>Build segment tree</source>
        <translation>Segmentbaum bauen</translation>
    </message>
    <message>
        <source>Taking everything in a view</source>
        <translation>Alles in einer Ansicht wird genommen</translation>
    </message>
    <message>
        <source>Take everything in a view</source>
        <translation>Alles in einer Ansicht nehmen</translation>
    </message>
</context>
<context>
    <name>cleave::ui::PromptListModel</name>
    <message>
        <source>the free view</source>
        <translation>der freien Ansicht</translation>
    </message>
    <message>
        <source>Text: %1</source>
        <translation>Text: %1</translation>
    </message>
    <message>
        <source>Stroke in %1</source>
        <translation>Strich in %1</translation>
    </message>
    <message>
        <source>Box in %1</source>
        <translation>Rahmen in %1</translation>
    </message>
    <message>
        <source>Box in %1 from %2, %3 to %4, %5</source>
        <translation>Rahmen in %1 von %2, %3 bis %4, %5</translation>
    </message>
    <message>
        <source>Click in %1</source>
        <translation>Klick in %1</translation>
    </message>
    <message>
        <source>Click in %1 at %2, %3</source>
        <translation>Klick in %1 bei %2, %3</translation>
    </message>
    <message>
        <source>Not: %1</source>
        <translation>Nicht: %1</translation>
    </message>
    <message>
        <source>Says what the answer must not hold.</source>
        <translation>Sagt, was die Antwort nicht enthalten darf.</translation>
    </message>
    <message>
        <source>Says what the answer must hold.</source>
        <translation>Sagt, was die Antwort enthalten muss.</translation>
    </message>
</context>
<context>
    <name>cleave::ui::QueryController</name>
    <message>
        <source>There is no trained field yet: train one first.</source>
        <translation>Es gibt noch kein trainiertes Feld: Trainieren Sie zuerst eines.</translation>
    </message>
    <message>
        <source>Clicks are answered once masks have been lifted onto the field.</source>
        <translation>Klicks werden beantwortet, sobald Masken auf das Feld angehoben sind.</translation>
    </message>
    <message>
        <source>Exclude by prompt</source>
        <translation>Durch Hinweis ausschließen</translation>
    </message>
    <message>
        <source>Select by prompt</source>
        <translation>Durch Hinweis auswählen</translation>
    </message>
    <message>
        <source>Remove prompt</source>
        <translation>Hinweis entfernen</translation>
    </message>
    <message>
        <source>Clear selection</source>
        <translation>Auswahl aufheben</translation>
    </message>
    <message>
        <source>Change threshold</source>
        <translation>Schwelle ändern</translation>
    </message>
    <message>
        <source>Change granularity</source>
        <translation>Körnung ändern</translation>
    </message>
    <message>
        <source>Change method</source>
        <translation>Verfahren ändern</translation>
    </message>
    <message>
        <source>Change distance falloff</source>
        <translation>Entfernungsabfall ändern</translation>
    </message>
    <message>
        <source>Change method options</source>
        <translation>Einstellungen des Verfahrens ändern</translation>
    </message>
</context>
<context>
    <name>cleave::ui::QueryDock</name>
    <message>
        <source>Query</source>
        <translation>Abfrage</translation>
    </message>
    <message>
        <source>Keep as segment</source>
        <translation>Als Segment behalten</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>Click in the view; Shift adds, Ctrl or the right button excludes.</source>
        <translation>Klicken Sie in die Ansicht; Umschalt fügt hinzu, Strg oder die rechte Taste schließt aus.</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Heat map</source>
        <translation>Wärmebild</translation>
    </message>
    <message>
        <source>Show how similar everything is to the prompts</source>
        <translation>Zeigen, wie ähnlich alles den Hinweisen ist</translation>
    </message>
    <message>
        <source>Higher keeps only the closest matches: part rather than whole.</source>
        <translation>Höher behält nur das Ähnlichste: eher Teil als Ganzes.</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>From the whole object to its finest part.</source>
        <translation>Vom ganzen Objekt bis zu seinem feinsten Teil.</translation>
    </message>
    <message>
        <source>Granularity</source>
        <translation>Körnung</translation>
    </message>
    <message numerus="yes">
        <source>%Ln primitive(s) selected</source>
        <translation>
            <numerusform>%Ln Primitiv ausgewählt</numerusform>
            <numerusform>%Ln Primitive ausgewählt</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose the click tool and click a thing in the view.</source>
        <translation>Wählen Sie das Klick-Werkzeug und klicken Sie ein Ding in der Ansicht an.</translation>
    </message>
    <message>
        <source>Likeness fades with the distance to the prompts, by this much per scene unit; 0 for not at all.</source>
        <translation>Die Ähnlichkeit nimmt mit der Entfernung zu den Vorgaben ab, so stark je Szeneneinheit; 0 heißt gar nicht.</translation>
    </message>
    <message>
        <source>Distance falloff</source>
        <translation>Entfernungsabfall</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>End here and keep what has been found so far</source>
        <translation>Hier enden und behalten, was bisher gefunden ist</translation>
    </message>
</context>
<context>
    <name>cleave::ui::RenderDock</name>
    <message>
        <source>Render</source>
        <translation>Darstellung</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Choose...</source>
        <translation>Wählen...</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>Hintergrund</translation>
    </message>
    <message>
        <source>Share of the screen&apos;s pixels that are drawn when the camera rests</source>
        <translation>Anteil der Bildschirmpixel, die bei ruhender Kamera gezeichnet werden</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>Auflösung</translation>
    </message>
    <message>
        <source>Vertical field of view</source>
        <translation>Senkrechter Bildwinkel</translation>
    </message>
    <message>
        <source>Field of view</source>
        <translation>Bildwinkel</translation>
    </message>
    <message>
        <source>Cameras of the photos</source>
        <translation>Kameras der Fotos</translation>
    </message>
    <message>
        <source>Side of a point in pixels, where points are shown</source>
        <translation>Seitenlänge eines Punktes in Pixeln, wo Punkte gezeigt werden</translation>
    </message>
    <message>
        <source>Point size</source>
        <translation>Punktgröße</translation>
    </message>
</context>
<context>
    <name>cleave::ui::SegmentActions</name>
    <message>
        <source>Keep as segment</source>
        <translation>Als Segment behalten</translation>
    </message>
    <message>
        <source>Delete segments</source>
        <translation>Segmente löschen</translation>
    </message>
    <message>
        <source>Merge segments</source>
        <translation>Segmente vereinen</translation>
    </message>
    <message>
        <source>Split segment</source>
        <translation>Segment teilen</translation>
    </message>
    <message>
        <source>Split into pieces</source>
        <translation>In Stücke teilen</translation>
    </message>
    <message>
        <source>Select segment</source>
        <translation>Segment auswählen</translation>
    </message>
    <message>
        <source>Invert selection</source>
        <translation>Auswahl umkehren</translation>
    </message>
    <message>
        <source>Grow selection</source>
        <translation>Auswahl wachsen lassen</translation>
    </message>
    <message>
        <source>Shrink selection</source>
        <translation>Auswahl schrumpfen lassen</translation>
    </message>
    <message>
        <source>Smooth selection</source>
        <translation>Auswahl glätten</translation>
    </message>
    <message>
        <source>Remove islands</source>
        <translation>Inseln entfernen</translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation>Löcher füllen</translation>
    </message>
    <message>
        <source>Add segment to selection</source>
        <translation>Segment zur Auswahl hinzufügen</translation>
    </message>
    <message>
        <source>Subtract segment</source>
        <translation>Segment abziehen</translation>
    </message>
    <message>
        <source>Intersect with segment</source>
        <translation>Mit Segment schneiden</translation>
    </message>
</context>
<context>
    <name>cleave::ui::SegmentChooser</name>
    <message>
        <source>The checked segments</source>
        <translation>Die angekreuzten Segmente</translation>
    </message>
    <message>
        <source>Segment</source>
        <translation>Segment</translation>
    </message>
    <message>
        <source>Primitives</source>
        <translation>Primitive</translation>
    </message>
</context>
<context>
    <name>cleave::ui::SegmentTreeModel</name>
    <message>
        <source>Shown. Click to hide.</source>
        <translation>Sichtbar. Klick blendet aus.</translation>
    </message>
    <message>
        <source>Hidden. Click to show.</source>
        <translation>Verborgen. Klick blendet ein.</translation>
    </message>
    <message>
        <source>Locked against changes. Click to unlock.</source>
        <translation>Gegen Änderungen gesperrt. Klick entsperrt.</translation>
    </message>
    <message>
        <source>Click to lock against changes.</source>
        <translation>Klick sperrt gegen Änderungen.</translation>
    </message>
    <message numerus="yes">
        <source>%n primitive(s)</source>
        <translation>
            <numerusform>%n Primitiv</numerusform>
            <numerusform>%n Primitive</numerusform>
        </translation>
    </message>
    <message>
        <source>Segment</source>
        <translation>Segment</translation>
    </message>
    <message>
        <source>Shown</source>
        <translation>Sichtbar</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Primitives</source>
        <translation>Primitive</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>Show Segment</source>
        <translation>Segment zeigen</translation>
    </message>
    <message>
        <source>Hide Segment</source>
        <translation>Segment verbergen</translation>
    </message>
    <message>
        <source>Lock Segment</source>
        <translation>Segment sperren</translation>
    </message>
    <message>
        <source>Unlock Segment</source>
        <translation>Segment entsperren</translation>
    </message>
    <message>
        <source>Change Colour</source>
        <translation>Farbe ändern</translation>
    </message>
    <message>
        <source>Rename Segment</source>
        <translation>Segment umbenennen</translation>
    </message>
    <message numerus="yes">
        <source>Move %n Segment(s)</source>
        <translation>
            <numerusform>%n Segment verschieben</numerusform>
            <numerusform>%n Segmente verschieben</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cleave::ui::SegmentsDock</name>
    <message>
        <source>Segments</source>
        <translation>Segmente</translation>
    </message>
    <message>
        <source>No segments yet.
Click a thing and keep it, or take the whole scene apart in the Training panel.</source>
        <translation>Noch keine Segmente.
Klicken Sie ein Ding an und behalten Sie es, oder zerlegen Sie die ganze Szene im Bereich „Training“.</translation>
    </message>
    <message>
        <source>Find by name</source>
        <translation>Nach Namen suchen</translation>
    </message>
    <message>
        <source>Colour of the segment</source>
        <translation>Farbe des Segments</translation>
    </message>
</context>
<context>
    <name>cleave::ui::SimilaritySlider</name>
    <message>
        <source>Auto</source>
        <translation>Auto</translation>
    </message>
    <message>
        <source>Let Cleave choose</source>
        <translation>Cleave wählen lassen</translation>
    </message>
</context>
<context>
    <name>cleave::ui::TrainingDock</name>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>1 Field</source>
        <translation>1 Feld</translation>
    </message>
    <message>
        <source>2 Masks</source>
        <translation>2 Masken</translation>
    </message>
    <message>
        <source>3 Features</source>
        <translation>3 Merkmale</translation>
    </message>
    <message>
        <source>4 Tree</source>
        <translation>4 Baum</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Trainieren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Make masks</source>
        <translation>Masken machen</translation>
    </message>
    <message>
        <source>Import...</source>
        <translation>Einlesen...</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>Lift</source>
        <translation>Anheben</translation>
    </message>
    <message>
        <source>Take the scene apart</source>
        <translation>Szene zerlegen</translation>
    </message>
    <message>
        <source>A project needs photos first.</source>
        <translation>Ein Projekt braucht zuerst Fotos.</translation>
    </message>
    <message>
        <source>Not trained yet.</source>
        <translation>Noch nicht trainiert.</translation>
    </message>
    <message>
        <source>%1 masks in %2 photos.</source>
        <translation>%1 Masken in %2 Fotos.</translation>
    </message>
    <message>
        <source>No masks yet. Region masks need no network; masks of other programs can be imported.</source>
        <translation>Noch keine Masken. Regionenmasken brauchen kein Netz; Masken anderer Programme können eingelesen werden.</translation>
    </message>
    <message>
        <source>Lifted with %1. Click in the view to select.</source>
        <translation>Mit %1 angehoben. Klicken Sie in die Ansicht, um auszuwählen.</translation>
    </message>
    <message>
        <source>Ready to lift.</source>
        <translation>Bereit zum Anheben.</translation>
    </message>
    <message>
        <source>Lifting needs a trained field and masks.</source>
        <translation>Anheben braucht ein trainiertes Feld und Masken.</translation>
    </message>
    <message>
        <source>No segments yet.</source>
        <translation>Noch keine Segmente.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln segment(s) in the tree.</source>
        <translation>
            <numerusform>%Ln Segment im Baum.</numerusform>
            <numerusform>%Ln Segmente im Baum.</numerusform>
        </translation>
    </message>
    <message>
        <source>Making masks...</source>
        <translation>Masken entstehen ...</translation>
    </message>
    <message>
        <source>Lifting...</source>
        <translation>Masken werden angehoben ...</translation>
    </message>
    <message>
        <source>Taking the scene apart...</source>
        <translation>Die Szene wird zerlegt ...</translation>
    </message>
    <message>
        <source>Step %1, %2 primitives</source>
        <translation>Schritt %1, %2 Primitive</translation>
    </message>
    <message>
        <source>%1 primitives, %2 dB on the test photos.</source>
        <translation>%1 Primitive, %2 dB auf den Testfotos.</translation>
    </message>
    <message>
        <source>%1 primitives.</source>
        <translation>%1 Primitive.</translation>
    </message>
</context>
<context>
    <name>cleave::ui::ViewListModel</name>
    <message>
        <source>%1 × %2 pixels</source>
        <translation>%1 × %2 Pixel</translation>
    </message>
    <message>
        <source>kept for testing</source>
        <translation>zum Testen zurückgehalten</translation>
    </message>
    <message>
        <source>used for training</source>
        <translation>zum Trainieren benutzt</translation>
    </message>
    <message>
        <source>%1
%2, %3</source>
        <translation>%1
%2, %3</translation>
    </message>
</context>
<context>
    <name>cleave::ui::ViewportWidget</name>
    <message>
        <source>Drop a folder of photos, a project or a splat here,
or choose File &gt; New Project.</source>
        <translation>Ziehen Sie einen Ordner mit Fotos, ein Projekt oder einen Splat hierher,
oder wählen Sie Datei &gt; Neues Projekt.</translation>
    </message>
    <message>
        <source>The photos are there. Train the field to see the scene.</source>
        <translation>Die Fotos sind da. Trainieren Sie das Feld, um die Szene zu sehen.</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Takes captured 3D scenes apart.</source>
        <translation>Zerlegt aufgenommene 3D-Szenen.</translation>
    </message>
    <message>
        <source>A project, a splat or a folder of photos</source>
        <translation>Ein Projekt, ein Splat oder ein Ordner mit Fotos</translation>
    </message>
</context>
</TS>
