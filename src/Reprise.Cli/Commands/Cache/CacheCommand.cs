using System.CommandLine;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Cache;

/// <summary><c>reprise cache</c>: what the cache does, why, and what it may do.</summary>
internal static class CacheCommand
{
    public static Command Create(Terminal terminal) => new("cache", "Answers that were given before: what the cache does, why, and what it may do")
    {
        StatsCommand.Create(terminal),
        ExplainCommand.Create(terminal),
        FindCommand.Create(terminal),
        LookupCommand.Create(terminal),
        EntriesCommand.Create(terminal),
        EvictCommand.Create(terminal),
        PinCommand.Create(terminal, isPin: true),
        PinCommand.Create(terminal, isPin: false),
        EditCommand.Create(terminal),
        TuneCommand.Create(terminal),
        Policy.PolicyCommand.Create(terminal),
        Experiment.ExperimentCommand.Create(terminal),
    };
}
