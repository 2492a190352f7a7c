using System.CommandLine;
using System.Text.Json;
using Reprise.Client.Commands;
using Reprise.Client.Logging;
using Reprise.Client.Recording;

namespace Reprise.Client.CommandLine;

/// <summary>One run of a command, from its beginning to its exit code.</summary>
internal sealed class CommandRun : IDisposable
{
    private readonly CommandMonitor _monitor;
    private readonly TrackedCommand _command;
    private readonly RecordScope _scope;
    private readonly IDisposable? _said;

    private CommandRun(CommandMonitor monitor, CommandTrackingOptions options, string name, ParseResult parsed)
    {
        _monitor = monitor;
        _command = monitor.BeforeCommand(name, [.. parsed.Tokens.Where(static token => token.Type is System.CommandLine.Parsing.TokenType.Argument or System.CommandLine.Parsing.TokenType.Option).Select(static token => token.Value)]);
        _scope = _command.Record.Open();
        _said = options.Logger?.BeginCallScope(_command.Record);
    }

    public static CommandRun Begin(CommandMonitor monitor, CommandTrackingOptions options, string name, ParseResult parsed) => new(monitor, options, name, parsed);

    /// <returns>The same exit code.</returns>
    public int Ended(int exitCode)
    {
        _command.Metadata = JsonElement.Parse(FormattableString.Invariant($$"""{"exit_code":{{exitCode}}}"""));
        _monitor.AfterCommand(_command, success: exitCode == 0);
        return exitCode;
    }

    /// <returns>Always false.</returns>
    public bool Threw(Exception exception, CancellationToken cancellationToken)
    {
        _monitor.AfterCommand(_command, success: false, exception, cancellationToken);
        return false;
    }

    public void Dispose()
    {
        _said?.Dispose();
        _scope.Dispose();
    }
}
