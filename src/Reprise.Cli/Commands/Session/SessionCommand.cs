using System.CommandLine;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Session;

/// <summary><c>reprise session</c>: calls that belong together.</summary>
internal static class SessionCommand
{
    public static Command Create(Terminal terminal) => new("session", "Calls that belong together")
    {
        ListCommand.Create(terminal),
        ShowCommand.Create(terminal),
    };
}
