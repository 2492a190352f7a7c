using Microsoft.Extensions.Options;
using Reprise.Assembling;
using Reprise.Encryption;
using Reprise.Privacy.Erasure;
using Reprise.Server.Hosting;

namespace Reprise.Server.Assembling;

internal static class AssemblingServices
{
    public const string FolderName = "pieces";

    /// <summary>Puts pieces of interactions together. Expects store, ingest, privacy and holds to be registered by others.</summary>
    public static IServiceCollection AddAssembling(this IServiceCollection services, IConfiguration configuration, string data)
    {
        services.AddSettings<AssemblerOptions>(configuration, AssemblerOptions.Section, static options => options.Mistakes());
        services.PostConfigure<AssemblerOptions>(options => options.JournalFolder = Path.Combine(data, FolderName));
        services.AddSingleton<AssemblerCounters>();
        services.AddSingleton(static s => s.GetRequiredService<IOptions<AssemblerOptions>>().Value is var options ? new PieceJournal(options.JournalFolder, options.JournalMaxBytes, s.GetService<ISealer>()) : throw new InvalidOperationException());
        services.AddSingleton<PieceGuard>().AddSingleton<PieceRecorder>().AddSingleton<AssemblerState>().AddSingleton<Assembler>();
        services.AddSingleton<IErasedPlace, ErasedPieces>();
        services.AddSingleton<IAssembler>(static s => s.GetRequiredService<Assembler>());
        return services.AddHostedService(static s => s.GetRequiredService<Assembler>());
    }
}
