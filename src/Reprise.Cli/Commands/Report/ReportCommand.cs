using System.CommandLine;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Report;

/// <summary><c>reprise report</c>: reports over what was answered.</summary>
internal static class ReportCommand
{
    public static Command Create(Terminal terminal) => new("report", "Reports over what was answered")
    {
        BiasCommand.Create(terminal),
        Privacy.ReportCommand.Create(terminal, "privacy"),
    };
}
