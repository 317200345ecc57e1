using NetMesh.Labs.Worlds;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Experiments.Sections;

/// <summary>Reads the whole lab, part by part in the order in which the parts refer to each other.</summary>
internal static class LabSection
{
    private static readonly ValueForm<string> Sentence = new(
        "a text of up to 1000 characters", (text, out value) => (value = text.ReplaceLineEndings(" ").Trim()).Length is > 0 and <= 1000);

    private static readonly ValueForm<string> Method = new(
        "a text of up to 10,000 characters", (text, out value) => (value = text.Trim()).Length is > 0 and <= 10_000);

    /// <summary>The lab, and what is wrong with the world file it names; where errors were noted, a stand-in that must not be used.</summary>
    public static (Lab Lab, IReadOnlyList<WorldError> InWorld) Read(YamlNode root, string file, ErrorList errors)
    {
        var section = new Section(root, "the lab", errors);
        var name = section.RequiredValue("name", Words.Name, "");
        var question = section.RequiredValue("question", Sentence, "");
        var method = section.RequiredValue("method", Method, "");
        var parameters = ParameterSection.Read(section);
        var groups = CaseSection.Read(section, parameters);
        var (world, worldFile, inWorld) = World(section, file);
        var measures = ReadingSection.ReadMeasures(section, parameters);
        var series = ReadingSection.ReadSeries(section);
        var matrices = ReadingSection.ReadMatrices(section);
        var timetables = ReadingSection.ReadTimetables(section);
        var theories = TheorySection.Read(section, measures, parameters);
        var lab = new Lab
        {
            Name = name,
            File = file,
            Question = question,
            Method = method,
            Parameters = parameters,
            Groups = groups,
            World = world,
            WorldFile = worldFile,
            Workload = section.Optional("workload"),
            Until = Scalar(section, "until"),
            AtMost = Scalar(section, "at-most"),
            SampleEvery = Scalar(section, "sample-every"),
            Measures = measures,
            Series = series,
            Matrices = matrices,
            Timetables = timetables,
            Theories = theories,
            Figures = FigureSection.Read(section, parameters, [.. measures.Select(measure => measure.Name), .. theories.Select(theory => theory.Name)], series, matrices, timetables),
            Repetitions = (int)section.Value("repetitions", Numbers.Whole(1, 1000), 1),
        };
        section.Done();
        return (lab, inWorld);
    }

    /// <summary>A text in which a <see cref="Sentence"/> is kept; the fallback where there is none.</summary>
    public static string About(Section section, string key = "about") => section.Value(key, Sentence, "");

    private static YamlScalar? Scalar(Section section, string key)
    {
        switch (section.Optional(key))
        {
            case null:
                return null;
            case YamlScalar scalar:
                return scalar;
            case { } other:
                section.Errors.Add(other.At, $"'{key}' is {other.Kind}", "a duration such as 90 s");
                return null;
        }
    }

    // Written out in place, or the path of a file beside the lab's.
    private static (YamlNode World, string File, IReadOnlyList<WorldError> Errors) World(Section section, string file)
    {
        const string Expected = "the keys of a world below it, or the path of a world file";
        var nothing = new YamlMapping(section.At, []);
        switch (section.Required("world", Expected))
        {
            case YamlMapping written:
                return (written, file, []);
            case YamlScalar { IsNothing: false } path:
                var beside = Path.Combine(Path.GetDirectoryName(file) ?? "", path.Text);
                var errors = new ErrorList(beside);
                if (!File.Exists(beside))
                {
                    section.Errors.Add(path.At, $"there is no world file {path.Kind} beside this one", Expected);
                    return (nothing, file, []);
                }

                var root = YamlFile.ReadText(beside, "world", errors) is { } text ? YamlTree.Read(text, "a world, which begins with its regions", errors) : null;
                return (root ?? nothing, beside, errors.InOrder);
            case { } other:
                section.Errors.Add(other.At, $"'world' is {other.Kind}", Expected);
                break;
        }

        return (nothing, file, []);
    }
}
