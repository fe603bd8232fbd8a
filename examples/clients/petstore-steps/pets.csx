// The pets of the shop: runner run pets.csx --input url=http://localhost:8080/v1
// Types and their members are made from petstore.yaml.
var list = await Run(new Petstore.ListPets { BaseUrl = Inputs["url"], Limit = 10 });
foreach (var pet in list.Json!) Log($"{pet.Id}: {pet.Name}");

// The same by name, with the names of the document.
var first = await Run("petstore.getPetById", new { baseUrl = Inputs["url"], petId = list.Json![0].Id });
Expect(() => first["json.status"] == "available");

var missing = await Run(new Petstore.GetPetById { BaseUrl = Inputs["url"], PetId = 77 }, expect: false);
Expect(() => missing.Status == 404 && missing.Problem!.Title == "No such pet");
