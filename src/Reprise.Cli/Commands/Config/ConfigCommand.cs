using System.CommandLine;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Config;

/// <summary><c>reprise config</c>: the settings of a server.</summary>
internal static class ConfigCommand
{
    public static Command Create(Terminal terminal) => new("config", "The settings of a server") { CheckCommand.Create(terminal) };
}
