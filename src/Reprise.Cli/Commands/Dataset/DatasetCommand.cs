using System.CommandLine;
using System.Globalization;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Dataset;

/// <summary><c>reprise dataset</c>: collections of calls with the answers that should come.</summary>
internal static class DatasetCommand
{
    public static Command Create(Terminal terminal) => new("dataset", "Versioned collections of calls with the answers that should come, made of the record or of files")
    {
        MakeCommand.Create(terminal, append: false),
        MakeCommand.Create(terminal, append: true),
        ListCommand.Create(terminal),
        ShowCommand.Create(terminal),
        CompareCommand.Create(terminal),
        ExportCommand.Create(terminal),
        RemoveCommand.Create(terminal),
    };

    internal static Argument<string> Name() => new("name") { Description = "The dataset's name: 1 to 64 of a-z, 0-9, '-', '_' and '.'" };

    internal static Argument<string> NameAndVersion() => new("name") { Description = "The dataset's name, or name@version; its newest version without" };

    /// <summary>The two parts of <c>name@version</c>.</summary>
    internal static (string Name, int? Version) Split(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0) return (text, null);
        return int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0
            ? (text[..at], version)
            : throw CommandFailedException.Usage($"'{text[(at + 1)..]}' is no version of a dataset; expected a whole number from 1, as in name@2.");
    }
}
