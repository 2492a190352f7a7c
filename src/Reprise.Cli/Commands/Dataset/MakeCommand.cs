using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client.Documents;

namespace Reprise.Cli.Commands.Dataset;

/// <summary><c>reprise dataset create</c> and <c>reprise dataset add</c>: a version of the record or of a file, without or with the cases there are.</summary>
internal static class MakeCommand
{
    private static readonly string[] s_expected = ["answer", "correction", "none"];

    public static Command Create(Terminal terminal, bool append)
    {
        var command = append
            ? new Command("add", "Make a version with the cases there are and more of them, of the record or of a file")
            : new Command("create", "Make a dataset, or a new version of it, of the record or of a file");
        var name = DatasetCommand.Name();
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var filter = FilterOptions.AddTo(command, terminal, connection, "Interactions that become cases (instead of --file)");
        var file = Text("--file", "A file of cases, JSON Lines or .csv; - reads standard input", "file");
        var expected = Text("--expected", "What answers of the record should be: as recorded, as people corrected them, or left open [default: none]", string.Join('|', s_expected));
        expected.AcceptOnlyFromAmong(s_expected);
        var limit = Limits.Positive("--limit", "Interactions at most, the newest first [default: 1000]");
        var provider = Text("--provider", "Where requests of the file go that do not say so [default: openai]", "name");
        var path = Text("--path", "The path of such requests [default: /v1/chat/completions]", "path");
        var model = Text("--model", "The model of lines that name none", "model");
        var description = Text("--description", "What the dataset is for", "text");
        var skipBad = new Option<bool>("--skip-bad") { Description = "Leave out lines that cannot be used, instead of refusing the file" };
        foreach (var option in new Option[] { file, expected, limit, provider, path, model, description, skipBad }) command.Options.Add(option);
        var output = OutputOptions.AddTo(command);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var (from, to, text, source) = (filter.From(parsed), filter.To(parsed), filter.Text(parsed), parsed.GetValue(file));
            if (source is not null && (text is not null || from is not null || to is not null || parsed.GetValue(expected) is not null || parsed.GetValue(limit) is not null))
                throw CommandFailedException.Usage($"reprise dataset {command.Name}: a file and a choice of interactions do not go together.");
            DatasetAddition made;
            if (source is null)
            {
                var order = new DatasetOrder { Filter = text, From = from, To = to, Limit = parsed.GetValue(limit), Expected = parsed.GetValue(expected), Description = parsed.GetValue(description), Append = append };
                made = await client.AddDatasetVersionAsync(parsed.GetRequiredValue(name), order, cancellationToken);
            }
            else
            {
                var upload = new DatasetUpload
                {
                    IsCsv = Path.GetExtension(source).Equals(".csv", StringComparison.OrdinalIgnoreCase), Provider = parsed.GetValue(provider), Path = parsed.GetValue(path), Model = parsed.GetValue(model),
                    Source = source == "-" ? null : Path.GetFileName(source), Description = parsed.GetValue(description), Append = append, SkipBad = parsed.GetValue(skipBad),
                };
                await using var stream = source == "-" ? terminal.OpenInput() : File.OpenRead(source);
                made = await client.UploadDatasetCasesAsync(parsed.GetRequiredValue(name), stream, upload, cancellationToken);
            }

            foreach (var mistake in made.Mistakes ?? []) terminal.Tell($"line {mistake.Line} {mistake.Message}; left out.");
            if (made.Bad > (made.Mistakes?.Count ?? 0)) terminal.Tell($"{Format.Count(made.Bad)} lines were left out.");
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, made);
            else terminal.People.WriteLineSafe($"{made.Name} version {made.Version.Number}: {Format.Count(made.Version.CaseCount)} cases, {Format.Count(made.Version.ExpectedCount)} with an expected answer");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Option<string?> Text(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName };
}
