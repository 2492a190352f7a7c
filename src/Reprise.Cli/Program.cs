using Reprise.Cli;
using Reprise.Cli.Commands;
using Reprise.Cli.Output;

// The server is started many times a day and by machines: it gets its own small command line, and nothing else is built before it listens.
if (args is ["serve", ..])
    return await CommandLine.RunAsync(CommandLine.Root(ServeCommand.Create()), args, Terminal.OfProcess(), CancellationToken.None);

// A command that is only passed through gets the signals itself, and what stands before it should start quickly.
if (args is ["wrap", ..])
{
    var console = Terminal.OfProcess();
    return await CommandLine.RunAsync(CommandLine.Root(Reprise.Cli.Commands.Wrap.WrapCommand.Create(console)), args, console, CancellationToken.None);
}

var (cancellationToken, registration) = CommandLine.Interruptible();
using (registration)
{
    var terminal = Terminal.OfProcess();
    return await CommandLine.RunAsync(CommandLine.Tree(terminal), args, terminal, cancellationToken);
}
