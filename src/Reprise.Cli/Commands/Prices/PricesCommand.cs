using System.CommandLine;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Prices;

/// <summary><c>reprise prices</c>: what calls cost.</summary>
internal static class PricesCommand
{
    public static Command Create(Terminal terminal) => new("prices", "What calls cost")
    {
        ListCommand.Create(terminal),
        UpdateCommand.Create(terminal),
        RecomputeCommand.Create(terminal),
    };
}
