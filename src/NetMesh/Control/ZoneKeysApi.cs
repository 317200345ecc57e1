using Microsoft.AspNetCore.Http;
using NetMesh.Contracts.Names;
using NetMesh.Planets;

namespace NetMesh.Control;

/// <summary><c>/api/zones/ZONE/keys</c>: with which keys a zone is signed; <c>/api/zones/ZONE/key-rolls</c>: it gets others.</summary>
internal sealed class ZoneKeysApi(RunningPlanet planet)
{
    private const string Example = """{"key": "ksk"}""";

    public Task ListAsync(HttpContext context) => TellAsync(context, ZoneIn(context));

    public async Task RollAsync(HttpContext context)
    {
        var zone = ZoneIn(context);
        var request = await Body.ReadAsync(context, ControlJson.Plain.KeyRollRequest, Example);
        if (request.Key is not (KeyRollRequest.OfRecords or KeyRollRequest.OfKeys))
        {
            throw new Refused(StatusCodes.Status400BadRequest, $"there is no key '{request.Key}'; expected {KeyRollRequest.OfRecords} or {KeyRollRequest.OfKeys}");
        }

        if (!await planet.Grains.OwnerOf(zone.Name).RollAsync(isEntryPoint: request.Key == KeyRollRequest.OfKeys))
        {
            throw new Refused(StatusCodes.Status409Conflict, $"the {request.Key} of {zone.Name} is being replaced already");
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await TellAsync(context, zone);
    }

    public async Task HearOfDelegationAsync(HttpContext context)
    {
        var zone = ZoneIn(context);
        if (!await planet.Grains.OwnerOf(zone.Name).HearOfDelegationAsync())
        {
            throw new Refused(StatusCodes.Status409Conflict, $"{zone.Name} waits for no DS; expected a zone whose parent is outside of the planet, and a key of it that is superseded");
        }

        await TellAsync(context, zone);
    }

    private async Task TellAsync(HttpContext context, ZonePlan zone)
    {
        var keys = await planet.Grains.OwnerOf(zone.Name).ListKeysAsync();
        await context.Response.WriteAsJsonAsync(new ZoneKeyListing(zone.Name.ToString(), [.. keys.Select(ViewOf)]), ControlJson.Plain.ZoneKeyListing);
    }

    private static ZoneKeyView ViewOf(ZoneKeyState key) =>
        new(key.IsEntryPoint ? KeyRollRequest.OfKeys : KeyRollRequest.OfRecords, key.Tag, key.Algorithm, key.Stage, key.Since, key.DelegationSigner);

    private ZonePlan ZoneIn(HttpContext context)
    {
        var name = RegistrarApi.NameIn((string)context.Request.RouteValues["zone"]!, "a zone of this planet");
        return planet.World.Names.ZoneOf(name) is { Signing: not ZoneSigning.None } zone
            ? zone
            : throw new Refused(StatusCodes.Status404NotFound, $"{name} is no zone that this planet signs");
    }
}
