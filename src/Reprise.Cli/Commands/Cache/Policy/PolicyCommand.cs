using System.CommandLine;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Cache.Policy;

/// <summary><c>reprise cache policy</c>: what the cache may answer, and how sure it must be.</summary>
internal static class PolicyCommand
{
    public static Command Create(Terminal terminal) => new("policy", "What the cache may answer, and how sure it must be")
    {
        ListCommand.Create(terminal),
        ShowCommand.Create(terminal),
        SetCommand.Create(terminal),
        UnsetCommand.Create(terminal),
        UseCommand.Create(terminal),
    };
}
