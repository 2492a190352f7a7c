using System.CommandLine;
using System.CommandLine.Invocation;
using Reprise.Client.Commands;

namespace Reprise.Client.CommandLine;

/// <summary>A command's action with a record of it.</summary>
internal sealed class RecordedAction(AsynchronousCommandLineAction inner, string name, CommandMonitor monitor, CommandTrackingOptions options) : AsynchronousCommandLineAction
{
    public override bool Terminating => inner.Terminating;
    public override bool ClearsParseErrors => inner.ClearsParseErrors;

    public override async Task<int> InvokeAsync(ParseResult parseResult, CancellationToken cancellationToken = default)
    {
        using var run = CommandRun.Begin(monitor, options, name, parseResult);
        try
        {
            return run.Ended(await inner.InvokeAsync(parseResult, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (run.Threw(e, cancellationToken))
        {
            throw;
        }
    }
}

/// <inheritdoc cref="RecordedAction"/>
internal sealed class RecordedSynchronousAction(SynchronousCommandLineAction inner, string name, CommandMonitor monitor, CommandTrackingOptions options) : SynchronousCommandLineAction
{
    public override bool Terminating => inner.Terminating;
    public override bool ClearsParseErrors => inner.ClearsParseErrors;

    public override int Invoke(ParseResult parseResult)
    {
        using var run = CommandRun.Begin(monitor, options, name, parseResult);
        try
        {
            return run.Ended(inner.Invoke(parseResult));
        }
        catch (Exception e) when (run.Threw(e, CancellationToken.None))
        {
            throw;
        }
    }
}
