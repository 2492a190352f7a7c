using System.CommandLine;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Hold;

/// <summary><c>reprise hold</c>: what must not be removed.</summary>
internal static class HoldCommand
{
    public static Command Create(Terminal terminal) => new("hold", "What must not be removed, by nobody")
    {
        ListCommand.Create(terminal),
        AddCommand.Create(terminal),
        RemoveCommand.Create(terminal),
    };
}
