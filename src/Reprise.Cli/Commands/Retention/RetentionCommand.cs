using System.CommandLine;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Retention;

/// <summary><c>reprise retention</c>: how long interactions are kept.</summary>
internal static class RetentionCommand
{
    public static Command Create(Terminal terminal) => new("retention", "How long interactions are kept")
    {
        ShowCommand.Create(terminal),
        SetCommand.Create(terminal),
        UnsetCommand.Create(terminal),
        RunCommand.Create(terminal),
    };
}
