using System.CommandLine;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Batch;

/// <summary><c>reprise batch</c>: many calls at once by a provider's batch API, for half the price.</summary>
internal static class BatchCommand
{
    public static Command Create(Terminal terminal) => new("batch", "Hand many calls to a provider's batch API, and find their answers on the record")
    {
        SubmitCommand.Create(terminal),
        ListCommand.Create(terminal),
        ShowCommand.Create(terminal),
        WaitCommand.Create(terminal),
        CancelCommand.Create(terminal),
    };

    internal static Argument<string> Id() => new("batch") { Description = "The batch" };
}
