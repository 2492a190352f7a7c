using System.CommandLine;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Tool;

/// <summary><c>reprise tool</c>: calls of tools, checks and commands that do not go through the gateway.</summary>
internal static class ToolCommand
{
    public static Command Create(Terminal terminal) => new("tool", "Calls of tools, checks and commands: log them, judge them, count them ('cache lookup' and 'cache find' find them again)")
    {
        LogCommand.Create(terminal),
        QualityCommand.Create(terminal),
        StatsCommand.Create(terminal),
    };
}
