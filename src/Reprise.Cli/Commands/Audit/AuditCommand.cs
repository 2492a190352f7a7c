using System.CommandLine;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Audit;

/// <summary><c>reprise audit</c>: what was done to the record and its settings.</summary>
internal static class AuditCommand
{
    public static Command Create(Terminal terminal) => new("audit", "What was done to the record and its settings")
    {
        ListCommand.Create(terminal),
    };
}
