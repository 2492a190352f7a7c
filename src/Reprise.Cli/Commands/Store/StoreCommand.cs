using System.CommandLine;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Store;

/// <summary><c>reprise store</c>: where interactions are kept.</summary>
internal static class StoreCommand
{
    public static Command Create(Terminal terminal) => new("store", "Where interactions are kept")
    {
        MigrateCommand.Create(terminal),
    };
}
