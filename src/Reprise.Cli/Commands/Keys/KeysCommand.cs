using System.CommandLine;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Keys;

/// <summary><c>reprise keys</c>: the keys that seal the record.</summary>
internal static class KeysCommand
{
    public static Command Create(Terminal terminal) => new("keys", "The keys that seal the record")
    {
        StatusCommand.Create(terminal),
        RotateCommand.Create(terminal),
        GenerateCommand.Create(terminal),
    };
}
