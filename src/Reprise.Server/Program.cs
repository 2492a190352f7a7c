using Reprise.Server;

return await RepriseServer.RunAsync(new ServeOptions { Settings = args }, CancellationToken.None);
