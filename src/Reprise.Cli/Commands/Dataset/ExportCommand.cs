using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Dataset;

/// <summary><c>reprise dataset export</c>.</summary>
internal static class ExportCommand
{
    private static readonly string[] s_formats = ["fine-tuning", "cases"];

    public static Command Create(Terminal terminal)
    {
        var command = new Command("export", "Write a version as JSON Lines: for fine-tuning, or to make the same dataset elsewhere");
        var name = DatasetCommand.NameAndVersion();
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var format = new Option<string?>("--format") { Description = "OpenAI's form for fine-tuning, or our own [default: fine-tuning]", HelpName = string.Join('|', s_formats) };
        format.AcceptOnlyFromAmong(s_formats);
        var file = new Option<string?>("--out", "-o") { Description = "File to write [default: standard output]", HelpName = "file" };
        var force = new Option<bool>("--force") { Description = "Replace the file when it is there" };
        foreach (var option in new Option[] { format, file, force }) command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var (wanted, version) = DatasetCommand.Split(parsed.GetRequiredValue(name));
            var path = parsed.GetValue(file);
            if (path is not null && File.Exists(path) && !parsed.GetValue(force)) throw new CommandFailedException($"{path} is there already; --force replaces it.");
            // A file is whole or not there.
            var partial = path is null ? null : path + ".partial";
            var forFineTuning = parsed.GetValue(format) != "cases";
            await using (var target = partial is null ? null : File.Create(partial))
                await client.ExportDatasetAsync(wanted, target ?? terminal.Output, version, forFineTuning, cancellationToken);
            if (partial is not null) File.Move(partial, path!, overwrite: true);
            if (forFineTuning) Tell(terminal, await client.CheckDatasetExportAsync(wanted, version, forFineTuning, cancellationToken));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Tell(Terminal terminal, Reprise.Datasets.Export.ExportCounts counts)
    {
        terminal.Tell($"Exported {Format.Count(counts.Written)} {(counts.Written == 1 ? "case" : "cases")}.");
        if (counts.Gone > 0) terminal.Tell($"{Format.Count(counts.Gone)} left out: their interactions are no longer on record.");
        if (counts.WithoutAnswer > 0) terminal.Tell($"{Format.Count(counts.WithoutAnswer)} left out: neither an expected nor a whole recorded answer.");
        if (counts.WithAttachments > 0) terminal.Tell($"{Format.Count(counts.WithAttachments)} left out: pictures, sounds or files of another provider's form.");
        if (counts.WithForeignTools > 0) terminal.Tell($"{Format.Count(counts.WithForeignTools)} left out: tools of the provider's own.");
        if (counts.Unreadable > 0) terminal.Tell($"{Format.Count(counts.Unreadable)} left out: no conversation can be read of what is on record.");
    }
}
