using System.CommandLine;
using Reprise.Cli.Output;
using Reprise.Datasets;

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
    internal static DatasetReference Split(string text)
    {
        try
        {
            return DatasetReference.Parse(text);
        }
        catch (FormatException e)
        {
            throw CommandFailedException.Usage(e.Message);
        }
    }
}
