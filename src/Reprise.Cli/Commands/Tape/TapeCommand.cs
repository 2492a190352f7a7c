using System.CommandLine;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Tape;

/// <summary><c>reprise tape</c>: recorded calls as files for tests.</summary>
internal static class TapeCommand
{
    public static Command Create(Terminal terminal) => new("tape", "Recorded calls as a file that tests play back")
    {
        CreateCommand.Create(terminal),
        CheckCommand.Create(terminal),
        ShowCommand.Create(terminal),
    };
}
