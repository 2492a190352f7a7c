using System.CommandLine;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Cache.Experiment;

/// <summary><c>reprise cache experiment</c>: two policies side by side.</summary>
internal static class ExperimentCommand
{
    public static Command Create(Terminal terminal) => new("experiment", "Two policies side by side on the same traffic")
    {
        ListCommand.Create(terminal),
        StartCommand.Create(terminal),
        ShowCommand.Create(terminal),
        EndCommand.Create(terminal),
        RemoveCommand.Create(terminal),
    };
}
