using System.CommandLine;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Privacy;

/// <summary><c>reprise privacy</c>: what is recorded, and in what form.</summary>
internal static class PrivacyCommand
{
    public static Command Create(Terminal terminal) => new("privacy", "What of calls is recorded, and in what form")
    {
        TestCommand.Create(terminal),
        PolicyCommand.Create(terminal),
        OptOutCommand.Create(terminal),
    };
}
