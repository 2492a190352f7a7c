using System.CommandLine;
using Reprise.Cli.Backup;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Encryption;

namespace Reprise.Cli.Commands.Backup;

/// <summary>The key of a backup.</summary>
internal sealed class KeyOptions
{
    private readonly Terminal _terminal;
    private readonly Option<string?> _file;

    private readonly Option<string?> _master = new("--master-key-file")
    {
        Description = "The master key of the encrypted server that made the backup, where no running server has it: a file as 'reprise keys generate' makes it",
        HelpName = "file",
    };

    private KeyOptions(Terminal terminal, string description)
    {
        _terminal = terminal;
        _file = new Option<string?>("--key-file") { Description = $"{description}: a file with {BackupKey.Length} bytes, plain, in hex or in base64 [env: {BackupKey.Variable}, such a key or a passphrase]", HelpName = "file" };
        _file.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !File.Exists(result.Tokens[0].Value)) result.AddError($"--key-file: there is no file '{result.Tokens[0].Value}'.");
        });
        _master.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !File.Exists(result.Tokens[0].Value)) result.AddError($"--master-key-file: there is no file '{result.Tokens[0].Value}'.");
            if (result.Parent?.GetResult(_file) is { Tokens.Count: > 0 }) result.AddError("--key-file and --master-key-file do not go together.");
        });
    }

    /// <summary>For a backup that is there already.</summary>
    public static KeyOptions AddForReading(Command command, Terminal terminal)
    {
        var options = AddTo(command, terminal, "The key it was encrypted with");
        command.Options.Add(options._master);
        return options;
    }

    public static KeyOptions AddTo(Command command, Terminal terminal, string description)
    {
        var options = new KeyOptions(terminal, description);
        command.Options.Add(options._file);
        return options;
    }

    /// <summary>For a backup that is there already, without asking any server; null where no key was given.</summary>
    public async Task<BackupKey?> ReadAsync(ParseResult parsed, IBackupPlace place, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_master) is not { } path) return Read(parsed);
        // A key has 64 characters at most; a large file is something else.
        var master = new FileInfo(path).Length <= 1024 ? LocalMasterKey.TryRead(await File.ReadAllTextAsync(path, cancellationToken)) : null;
        return await ServerKeys.ForReadingAsync(place, master ?? throw CommandFailedException.Usage($"--master-key-file: '{path}' holds no master key."), cancellationToken);
    }

    /// <summary>Null where there is none.</summary>
    public BackupKey? Read(ParseResult parsed)
    {
        if (parsed.GetValue(_file) is { } path) return BackupKey.OfFile(path);
        return _terminal.Environment(BackupKey.Variable) is { Length: > 0 } text ? BackupKey.OfText(text) : null;
    }
}

/// <summary>The server whose record it is: one that runs, or one over a data folder for the time of the command.</summary>
internal sealed class BackupServerOptions
{
    private readonly ConnectionOptions _connection;

    private readonly Option<string?> _data = new("--data")
    {
        Description = "Data folder to open for the time of the command when no running server has it open; nothing but this command changes it",
        HelpName = "folder",
    };

    private readonly Option<string[]> _set = new("--set") { Description = "With --data: a setting of that server, such as Storage:Engine=postgres; may be repeated", HelpName = "key=value" };

    private BackupServerOptions(ConnectionOptions connection) => _connection = connection;

    public static BackupServerOptions AddTo(Command command, Terminal terminal)
    {
        var options = new BackupServerOptions(ConnectionOptions.AddServerTo(command, terminal));
        command.Options.Add(options._data);
        command.Options.Add(options._set);
        return options;
    }

    public Task<BackupServer> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        BackupServer.OpenAsync(_connection.Address(parsed), parsed.GetValue(_data), parsed.GetValue(_set) ?? [], cancellationToken);
}
